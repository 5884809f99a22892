namespace Scalewright.Decisions.Policies;

/// <summary>Measured operator of a stream.</summary>
public readonly record struct StreamVertex
{
    /// <summary>Number of instances, 1 or more.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Records per second to process; NaN if unknown.</summary>
    public required double TargetRate { get; init; }

    /// <summary>Records per second that the operator could process if it were always busy; NaN if unknown.</summary>
    public required double TrueProcessingRate { get; init; }

    /// <summary>Lag in records. Default 0.</summary>
    public double Lag { get; init; }

    /// <summary>Additional records per second to reduce the lag; null to compute it from <see cref="Lag"/>.</summary>
    public double? CatchUpRate { get; init; }

    /// <summary>Scalability coefficient, above 0 to 1. Default 1. See <see cref="ScalabilityCoefficient"/>.</summary>
    public double Coefficient { get; init; } = 1;

    /// <summary>True while a backlog is processed, which prevents scaling in.</summary>
    public bool IsProcessingBacklog { get; init; }

    /// <summary>Maximum number of instances that the key groups allow. Default 720.</summary>
    public int MaxParallelism { get; init; } = 720;

    /// <summary>Creates a vertex with default values.</summary>
    public StreamVertex() { }
}
