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
    public double? UtilizationMax { get; init; }

    /// <summary>Utilization below which an operator scales in; null for target - boundary.</summary>
    public double? UtilizationMin { get; init; }

    /// <summary>Time in which a lag should be processed; 0 to ignore lag. Default 30 minutes.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Duration of a restart, during which records accumulate. Default 5 minutes.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Maximum ratio by which one change scales in. Default 0.6.</summary>
    public double ScaleDownMax { get; init; } = 0.6;

    /// <summary>Maximum ratio by which one change scales out. Default 100000.</summary>
    public double ScaleUpMax { get; init; } = 100_000;

    /// <summary>Minimum number of instances. Default 1. An operator with fewer keeps them.</summary>
    public int VertexMin { get; init; } = 1;

    /// <summary>Maximum number of instances. Default 200. An operator with more keeps them.</summary>
    public int VertexMax { get; init; } = 200;

    /// <summary>True to learn from earlier changes how sublinearly an operator scales. Default false.</summary>
    public bool ObservesScalability { get; init; }

    /// <summary>Computes the proposal for one operator.</summary>
    /// <param name="vertex">Measured operator.</param>
    public StreamProposal Judge(in StreamVertex vertex)
    {
        double up = vertex.IsInBacklog ? 1 : UtilizationMax ?? (UtilizationTarget + UtilizationBoundary);
        double down = vertex.IsInBacklog ? 0 : UtilizationMin ?? (UtilizationTarget - UtilizationBoundary);
        StreamProposal kept = new(vertex.Parallelism, double.NaN, double.NaN, double.NaN, Capacity(vertex, up, withRestart: false), Capacity(vertex, down, withRestart: true), null, false, vertex.TrueRate);
        if (double.IsNaN(vertex.TrueRate) || double.IsNaN(vertex.TargetRate))
        {
            return kept;
        }

        double capacity = Capacity(vertex, UtilizationTarget, withRestart: true);
        double factor = Scaled(capacity / vertex.TrueRate, vertex, kept.DownThreshold);
        double applied = Math.Min(Math.Max(factor, 1 - ScaleDownMax), 1 + ScaleUpMax);
        int wanted = Bound(vertex, applied * vertex.Parallelism);
        bool isOutside = vertex.TrueRate < kept.UpThreshold || vertex.TrueRate > kept.DownThreshold;
        return kept with
        {
            Parallelism = wanted,
            TargetCapacity = capacity,
            Factor = factor,
            AppliedFactor = applied,
            IsOutsideBounds = isOutside,
            IsRescale = isOutside && wanted != vertex.Parallelism,
            ExpectedRate = vertex.TrueRate / vertex.Parallelism * wanted,
        };
    }

    /// <summary>Returns the coefficient of an operator; 1 without <see cref="ObservesScalability"/>.</summary>
    /// <param name="history">Instances and rate before each earlier change, oldest first.</param>
    public double CoefficientOf(ReadOnlySpan<StreamObservation> history) => ObservesScalability ? StreamCoefficient.Of(history) : 1;

    /// <summary>Validates the options. Returns all problems.</summary>
    public ValueList<Problem> Check() => new PolicyProblems().PartOfTime(nameof(UtilizationTarget), UtilizationTarget)
        .Within(nameof(UtilizationBoundary), UtilizationBoundary, 0, 1).NotNegative(nameof(CatchUp), CatchUp).NotNegative(nameof(Restart), Restart)
        .NotNegative(nameof(ScaleDownMax), ScaleDownMax).NotNegative(nameof(ScaleUpMax), ScaleUpMax).Positive(nameof(VertexMin), VertexMin)
        .CheckBounds(VertexMin, VertexMax).ToList();

    // Flink always divides, so an operator with too many instances may get more; here it keeps at most its number.
    private static double Scaled(double factor, in StreamVertex vertex, double downThreshold) =>
        vertex.Coefficient < 1 && vertex.TrueRate > downThreshold ? Math.Min(1, factor / vertex.Coefficient) : factor / vertex.Coefficient;

    private int Bound(in StreamVertex vertex, double instances)
    {
        int lower = Math.Min(vertex.Parallelism, VertexMin);
        int upper = Math.Min(vertex.ParallelismMax, Math.Max(vertex.Parallelism, VertexMax));
        return Math.Min(Math.Max(Sizes.FromNumber(Math.Ceiling(instances)), lower), upper);
    }

    private double Capacity(in StreamVertex vertex, double utilization, bool withRestart)
    {
        double seconds = CatchUp.TotalSeconds;
        double busy = Math.Clamp(utilization, 0, 1);
        if (busy == 0)
        {
            return double.PositiveInfinity;
        }

        double catchUp = vertex.CatchUpRate ?? (seconds == 0 ? 0 : vertex.Lag / seconds);
        double restart = withRestart && seconds != 0 ? vertex.TargetRate * Restart.TotalSeconds / seconds : 0;
        return Math.Floor(catchUp + restart + (vertex.TargetRate / busy) + 0.5);
    }
}
