namespace Scalewright.Tool.Providers;

/// <summary>Arguments that the state of a command line supplies.</summary>
internal sealed record ImpliedArgumentsResult
{
    /// <summary>Arguments to add to the command line.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>State folder that was found; empty if the command line names it.</summary>
    public string FoundFolder { get; init; } = "";

    /// <summary>Problem of the state; null if it is readable.</summary>
    public Problem? Problem { get; init; }
}
