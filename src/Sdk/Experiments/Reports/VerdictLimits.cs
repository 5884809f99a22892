namespace Scalewright.Experiments.Reports;

/// <summary>Limits of the rules by which the verdict of an experiment is reached.</summary>
public sealed record VerdictLimits
{
    /// <summary>The default limits.</summary>
    public static VerdictLimits Default { get; } = new();

    /// <summary>Limits of the backlog of a sample.</summary>
    public BacklogLimits Backlog { get; init; } = new();

    /// <summary>
    /// Minimum busy ratio of the busiest instance for a measured capacity. Default 0.7: full buffers of a keyed
    /// operator keep even its busiest instance waiting for a part of the time.
    /// </summary>
    public double MinBusyMeasured { get; init; } = 0.7;

    /// <summary>Minimum busy ratio of the busiest instance for an estimated capacity. Default 0.2.</summary>
    public double MinBusyEstimated { get; init; } = 0.2;

    /// <summary>Minimum samples of each run for a measured capacity. Default 3.</summary>
    public int MinSamplesMeasured { get; init; } = 3;

    /// <summary>Minimum samples of each run for an estimated capacity. Default 6.</summary>
    public int MinSamplesEstimated { get; init; } = 6;

    /// <summary>Minimum samples if a single run has enough of them. Default 20.</summary>
    public int MinSamplesOfOneRun { get; init; } = 20;

    /// <summary>
    /// Maximum relative difference of an estimate and a measurement. Above it, estimates are not used. Default 0.1.
    /// </summary>
    public double MaxEstimateError { get; init; } = 0.1;

    /// <summary>Period over which the peak load is averaged. Default 30 s.</summary>
    public TimeSpan PeakPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Minimum relative change of a difference that counts. Default 0.05.</summary>
    public double MinChange { get; init; } = 0.05;
}
