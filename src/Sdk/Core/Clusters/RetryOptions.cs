namespace Scalewright.Clusters;

/// <summary>How steps are repeated that the provider declared safe to repeat. One budget for all of them: waves wait together.</summary>
public sealed record RetryOptions
{
    /// <summary>Rounds after the first; default 12: about ten minutes of pauses.</summary>
    public int RoundsMax { get; init; } = 12;

    /// <summary>The first pause; each further one is twice as long, with jitter. Default 1 second.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of our own; default 1 minute.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest pause that a provider may ask for; default 5 minutes.</summary>
    public TimeSpan AskedPauseMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the provider may say nothing about a step; then it counts as unknown. Default 10 minutes.</summary>
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromMinutes(10);
}
