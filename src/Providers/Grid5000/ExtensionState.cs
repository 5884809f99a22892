namespace Scalewright.Providers.Grid5000;

/// <summary>What became of asking for more time for a job; times in the scheduler's words, as in <c>+0:30:0</c>.</summary>
/// <param name="Site">Where the job is.</param>
/// <param name="Job">Its number there.</param>
public sealed record ExtensionState(string Site, long Job)
{
    /// <summary>Its whole time now.</summary>
    public string Walltime { get; init; } = "";

    /// <summary>What was granted so far.</summary>
    public string Granted { get; init; } = "";

    /// <summary>What the scheduler has not decided yet.</summary>
    public string Pending { get; init; } = "";

    /// <summary>How much might be had.</summary>
    public string Possible { get; init; } = "";

    /// <summary>Why the scheduler does not even consider it; null: it does.</summary>
    public Problem? Problem { get; init; }
}
