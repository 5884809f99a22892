namespace Scalewright.Decisions.Policies;

/// <summary>Measured operator of a stream graph.</summary>
/// <param name="Name">Name of the operator.</param>
/// <param name="Parallelism">Number of instances.</param>
public sealed record StreamOperator(string Name, int Parallelism)
{
    /// <summary>Busy milliseconds per second, averaged over the instances; 0 when idle.</summary>
    public double BusyTimeMsPerSecond { get; init; }

    /// <summary>Processed records per second.</summary>
    public double ProcessedRate { get; init; }

    /// <summary>External input in records per second; only for a source, which has no <see cref="Inputs"/>.</summary>
    public double InputRate { get; init; }

    /// <summary>Growth of a source's lag, in records per second.</summary>
    public double LagGrowthRate { get; init; }

    /// <summary>Lag of a source, in records.</summary>
    public double Lag { get; init; }

    /// <summary>Maximum number of instances. Default 720, as for <see cref="StreamVertex"/>.</summary>
    public int MaxParallelism { get; init; } = 720;

    /// <summary>Instances and maximum rate before each earlier change, oldest first. Default empty.</summary>
    public ValueList<StreamObservation> History { get; init; } = [];

    /// <summary>Upstream edges; empty for a source.</summary>
    public ValueList<StreamInput> Inputs { get; init; } = [];

    /// <summary>
    /// Records per second that the operator could process if it were always busy; NaN if it is never busy.
    /// </summary>
    public double TrueProcessingRate => BusyTimeMsPerSecond > 0 ? ProcessedRate / (BusyTimeMsPerSecond / 1000) : double.NaN;
}
