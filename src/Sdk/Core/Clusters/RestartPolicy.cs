namespace Scalewright.Clusters;

/// <summary>
/// Policy for restarting agents and for marking their nodes as failed. Makes decisions only; has no side effects.
/// </summary>
public sealed record RestartPolicy
{
    /// <summary>Delay after the first exit; doubles with each further exit in the window. Default 1 second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum delay. Default 1 minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Maximum ratio, 0 to 1, by which random jitter shortens a delay to spread restarts. Default 0.2.
    /// </summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>Number of exits in the window that marks a node as failed, 1 or more. Default 5.</summary>
    public int MaxExits { get; init; } = 5;

    /// <summary>Time for which an exit is counted. Default 10 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Decides after an exit.</summary>
    /// <param name="exitAges">Time since each exit, including the current one.</param>
    /// <param name="jitterSample">Random ratio of the jitter to apply, 0 to 1.</param>
    public RestartDecision Decide(ValueList<TimeSpan> exitAges, double jitterSample)
    {
        int count = exitAges.Count(age => age < Window);
        double seconds = Math.Min(MaxDelay.TotalSeconds, Delay.TotalSeconds * Math.Pow(2, Math.Max(0, count - 1)));
        return new RestartDecision(count, count >= MaxExits, TimeSpan.FromSeconds(seconds * (1 - (Jitter * jitterSample))));
    }
}
