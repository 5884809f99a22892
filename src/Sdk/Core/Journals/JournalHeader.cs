namespace Scalewright.Journals;

/// <summary>The JSON of a journal's first line. A future format keeps the form of that line and these two names.</summary>
internal sealed record JournalHeader
{
    /// <summary>The format of the file.</summary>
    public int Format { get; init; }

    /// <summary>The oldest version of the program that reads this format.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Which state this is.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>The sequence of the last change that is no longer here.</summary>
    public long After { get; init; }
}
