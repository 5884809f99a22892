namespace Scalewright.Decisions.Policies;

/// <summary>
/// Scales stream operators by their true processing rates: the rate of an instance that is always busy determines the
/// number of instances for a load. Sources: Kalavri et al., "Three steps is all you need" (DS2, OSDI 2018); Apache
/// Flink Kubernetes Operator, autoscaler, which also has these defaults.
/// </summary>
public sealed record StreamRules
{
    /// <summary>Target utilization of an instance, above 0 up to 1. Default 0.7.</summary>
    public double UtilizationTarget { get; init; } = 0.7;

    /// <summary>Tolerated difference from the target, 0 to 1. Default 0.3.</summary>
    public double UtilizationBoundary { get; init; } = 0.3;

    /// <summary>Utilization above which an operator scales out; null for target + boundary.</summary>
    public double? MaxUtilization { get; init; }

    /// <summary>Utilization below which an operator scales in; null for target - boundary.</summary>
    public double? MinUtilization { get; init; }

    /// <summary>Time in which a lag should be processed; 0 to ignore lag. Default 30 minutes.</summary>
    public TimeSpan CatchUpDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Duration of a restart, during which records accumulate. Default 5 minutes.</summary>
    public TimeSpan RestartDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Maximum ratio by which one change scales in. Default 0.6.</summary>
    public double MaxScaleDownFactor { get; init; } = 0.6;

    /// <summary>Maximum ratio by which one change scales out. Default 100000.</summary>
    public double MaxScaleUpFactor { get; init; } = 100_000;

    /// <summary>Minimum number of instances. Default 1. An operator with fewer keeps them.</summary>
    public int MinParallelism { get; init; } = 1;

    /// <summary>Maximum number of instances. Default 200. An operator with more keeps them.</summary>
    public int MaxParallelism { get; init; } = 200;

    /// <summary>True to learn from earlier changes how sublinearly an operator scales. Default false.</summary>
    public bool IsObservedScalabilityEnabled { get; init; }

    /// <summary>Computes the proposal for one operator.</summary>
    /// <param name="vertex">Measured operator.</param>
    public StreamProposal Evaluate(in StreamVertex vertex)
    {
        double up = vertex.IsProcessingBacklog ? 1 : MaxUtilization ?? (UtilizationTarget + UtilizationBoundary);
        double down = vertex.IsProcessingBacklog ? 0 : MinUtilization ?? (UtilizationTarget - UtilizationBoundary);
        StreamProposal kept = new(
            vertex.Parallelism,
            double.NaN,
            double.NaN,
            double.NaN,
            Capacity(vertex, up, withRestart: false),
            Capacity(vertex, down, withRestart: true),
            null,
            false,
            vertex.TrueProcessingRate
        );
        if (double.IsNaN(vertex.TrueProcessingRate) || double.IsNaN(vertex.TargetRate))
        {
            return kept;
        }

        double capacity = Capacity(vertex, UtilizationTarget, withRestart: true);
        double factor = Scaled(capacity / vertex.TrueProcessingRate, vertex, kept.DownThreshold);
        double applied = Math.Min(Math.Max(factor, 1 - MaxScaleDownFactor), 1 + MaxScaleUpFactor);
        int desired = Bound(vertex, applied * vertex.Parallelism);
        bool isOutside = vertex.TrueProcessingRate < kept.UpThreshold || vertex.TrueProcessingRate > kept.DownThreshold;
        return kept with
        {
            Parallelism = desired,
            TargetCapacity = capacity,
            Factor = factor,
            AppliedFactor = applied,
            IsOutsideBounds = isOutside,
            IsRescale = isOutside && desired != vertex.Parallelism,
            ExpectedRate = vertex.TrueProcessingRate / vertex.Parallelism * desired,
        };
    }

    /// <summary>Returns the coefficient of an operator; 1 without <see cref="IsObservedScalabilityEnabled"/>.</summary>
    /// <param name="history">Instances and rate before each earlier change, oldest first.</param>
    public double CalculateCoefficient(ReadOnlySpan<StreamObservation> history) =>
        IsObservedScalabilityEnabled ? ScalabilityCoefficient.Calculate(history) : 1;

    /// <summary>Validates the options. Returns all problems.</summary>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .PartOfTime(nameof(UtilizationTarget), UtilizationTarget)
            .Within(nameof(UtilizationBoundary), UtilizationBoundary, 0, 1)
            .NotNegative(nameof(MaxUtilization), MaxUtilization ?? 0)
            .NotNegative(nameof(MinUtilization), MinUtilization ?? 0)
            .NotNegative(nameof(CatchUpDuration), CatchUpDuration)
            .NotNegative(nameof(RestartDuration), RestartDuration)
            .NotNegative(nameof(MaxScaleDownFactor), MaxScaleDownFactor)
            .NotNegative(nameof(MaxScaleUpFactor), MaxScaleUpFactor)
            .Positive(nameof(MinParallelism), MinParallelism)
            .CheckBounds(MinParallelism, MaxParallelism)
            .ToList();

    // Flink always divides by the coefficient, so an operator with too many instances can get even more. Here, it gets
    // at most its current number.
    private static double Scaled(double factor, in StreamVertex vertex, double downThreshold) =>
        vertex.Coefficient < 1 && vertex.TrueProcessingRate > downThreshold
            ? Math.Min(1, factor / vertex.Coefficient)
            : factor / vertex.Coefficient;

    private int Bound(in StreamVertex vertex, double instances)
    {
        int lower = Math.Min(vertex.Parallelism, MinParallelism);
        int upper = Math.Min(vertex.MaxParallelism, Math.Max(vertex.Parallelism, MaxParallelism));
        return Math.Min(Math.Max(SizeMath.FromNumber(Math.Ceiling(instances)), lower), upper);
    }

    private double Capacity(in StreamVertex vertex, double utilization, bool withRestart)
    {
        double seconds = CatchUpDuration.TotalSeconds;
        double busy = Math.Clamp(utilization, 0, 1);
        if (busy == 0)
        {
            return double.PositiveInfinity;
        }

        double catchUp = vertex.CatchUpRate ?? (seconds == 0 ? 0 : vertex.Lag / seconds);
        double restart = withRestart && seconds != 0 ? vertex.TargetRate * RestartDuration.TotalSeconds / seconds : 0;
        return Math.Floor(catchUp + restart + (vertex.TargetRate / busy) + 0.5);
    }
}
