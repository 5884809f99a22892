namespace Scalewright.Journals;

/// <summary>The format of all files of a state.</summary>
internal static class StateFormat
{
    /// <summary>The format that is written, and the newest that is read.</summary>
    public const int Current = 1;

    /// <summary>The oldest version of the program that reads <see cref="Current"/>.</summary>
    public const string Needs = "0.1.0";
}
