namespace Scalewright.Decisions.Policies;

/// <summary>
/// Scaling of stream operators by their true processing rates: how many records an instance could process were it busy all
/// the time says how many instances a rate needs. Sources: Kalavri et al., "Three steps is all you need" (DS2, OSDI 2018);
/// Apache Flink Kubernetes Operator, autoscaler. Defaults as there.
/// </summary>
public sealed record StreamRules
{
    /// <summary>How busy an instance shall be, above 0 up to 1; default 0.7.</summary>
    public double UtilizationTarget { get; init; } = 0.7;

    /// <summary>How far from that is left alone, 0 to 1; default 0.3.</summary>
    public double UtilizationBoundary { get; init; } = 0.3;

    /// <summary>Above which it grows; null for target + boundary.</summary>
    public double? UtilizationMax { get; init; }

    /// <summary>Below which it shrinks; null for target - boundary.</summary>
    public double? UtilizationMin { get; init; }

    /// <summary>Time in which a lag shall be worked off; 0 to ignore lag. Default 30 minutes.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a restart takes, in which records pile up; default 5 minutes.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest part by which one change shrinks; default 0.6.</summary>
    public double ScaleDownMax { get; init; } = 0.6;

    /// <summary>The largest part by which one change grows; default 100000.</summary>
    public double ScaleUpMax { get; init; } = 100_000;

    /// <summary>Fewest instances; default 1. An operator that has fewer keeps them.</summary>
    public int VertexMin { get; init; } = 1;

    /// <summary>Most instances; default 200. An operator that has more keeps them.</summary>
    public int VertexMax { get; init; } = 200;

    /// <summary>Whether earlier changes tell how much less than proportional an operator grows; default false, as there.</summary>
    public bool ObservesScalability { get; init; }

    /// <summary>Judges one operator.</summary>
    /// <param name="vertex">The operator.</param>
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

    /// <summary>How much less than proportional an operator grows; 1 unless that is observed.</summary>
    /// <param name="history">What it had and processed before each earlier change, oldest first.</param>
    public double CoefficientOf(ReadOnlySpan<StreamObservation> history) => ObservesScalability ? StreamCoefficient.Of(history) : 1;

    /// <summary>All that is wrong with the options.</summary>
    public ValueList<Problem> Check() => new PolicyProblems().PartOfTime(nameof(UtilizationTarget), UtilizationTarget)
        .Within(nameof(UtilizationBoundary), UtilizationBoundary, 0, 1).NotNegative(nameof(CatchUp), CatchUp).NotNegative(nameof(Restart), Restart)
        .NotNegative(nameof(ScaleDownMax), ScaleDownMax).NotNegative(nameof(ScaleUpMax), ScaleUpMax).Positive(nameof(VertexMin), VertexMin)
        .CheckBounds(VertexMin, VertexMax).ToList();

    // Flink divides whatever comes, so that an operator that has too many instances may get more; here that is at most as many.
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
