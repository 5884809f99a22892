namespace Scalewright.Decisions.Policies;

/// <summary>
/// Computes the same number of replicas for one metric as the Kubernetes Horizontal Pod Autoscaler. Results are
/// bit-identical, because IEEE doubles and the same order of operations are used. For example, 55/50 - 1 is more than
/// 0.1, so exactly 10 percent above the target scales out. Source: Kubernetes documentation, algorithm details;
/// k8s.io/kubernetes replica calculator.
/// </summary>
public sealed record HpaCalculator
{
    /// <summary>
    /// Maximum difference of the ratio from 1 without a change, unless <see cref="HpaScalingRules.Tolerance"/> is set.
    /// Default 0.1.
    /// </summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>
    /// Time after the start of a pod in which its CPU time counts only if the pod was ready for the whole measured
    /// window. Default 2 minutes.
    /// </summary>
    public TimeSpan InitializationPeriod { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Time after the start of a pod. A pod that is not ready, and whose readiness last changed within this time,
    /// counts as never ready. Default 10 seconds.
    /// </summary>
    public TimeSpan ReadinessDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Computes replicas for a resource of each pod, relative to its request.</summary>
    /// <param name="at">Current time.</param>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="target">Target in percent of the request.</param>
    /// <param name="pods">State of the pods.</param>
    /// <param name="samples">Usage and request (<see cref="NodeSample.Capacity"/>) of each pod. A pod with a usage and
    /// no request fails the metric. A pod that reports nothing counts with the mean request of the others, because pods
    /// share one template.</param>
    /// <param name="isCpu">True for CPU time, which depends on readiness.</param>
    public HpaProposal ProposeForResource(
        DateTimeOffset at,
        int current,
        double target,
        ReadOnlySpan<NodeObservation> pods,
        ReadOnlySpan<NodeSample> samples,
        bool isCpu
    ) => OverPods(Gather(at, pods, samples, isCpu), current, target, HpaTolerance.Both(Tolerance), isResource: true);

    /// <summary>Computes replicas for a value of each pod with a desired average.</summary>
    /// <param name="at">Current time.</param>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="target">Desired average.</param>
    /// <param name="pods">State of the pods.</param>
    /// <param name="samples">Value of each pod.</param>
    public HpaProposal ProposeForPods(
        DateTimeOffset at,
        int current,
        double target,
        ReadOnlySpan<NodeObservation> pods,
        ReadOnlySpan<NodeSample> samples
    ) => OverPods(Gather(at, pods, samples, isCpu: false), current, target, HpaTolerance.Both(Tolerance), isResource: false);

    /// <summary>Computes replicas for an object or external value with a desired value.</summary>
    /// <param name="current">Current number of replicas; for 0, the result is the ratio, rounded up.</param>
    /// <param name="readyPods">Number of ready pods.</param>
    /// <param name="value">Current value.</param>
    /// <param name="target">Desired value.</param>
    public HpaProposal ProposeForValue(int current, int readyPods, double value, double target) =>
        ProposeForValue(current, readyPods, value, target, HpaTolerance.Both(Tolerance));

    /// <summary>Computes replicas for an object or external value with a desired value per pod.</summary>
    /// <param name="current">Current number of replicas.</param>
    /// <param name="value">Current value.</param>
    /// <param name="target">Desired value per pod.</param>
    public HpaProposal ProposeForAverageValue(int current, double value, double target) =>
        ProposeForAverageValue(current, value, target, HpaTolerance.Both(Tolerance));

    internal HpaProposal OfPods(HpaMetric metric, in MetricReading reading, in DomainObservation observation, HpaTolerance tolerance)
    {
        HpaPods pods = Gather(observation.Timestamp, observation.Nodes, reading.Samples.Span, metric.Kind == HpaMetricKind.Cpu);
        return OverPods(pods, observation.DesiredCount, metric.Target, tolerance, metric.Kind != HpaMetricKind.Pods);
    }

    internal static HpaProposal ProposeForValue(int current, int readyPods, double value, double target, HpaTolerance tolerance)
    {
        double ratio = value / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NotANumber);
        }

        if (current == 0)
        {
            return HpaProposal.Propose(ratio, 1, value);
        }

        return tolerance.Allows(ratio)
            ? HpaProposal.Unchanged(current, ratio, readyPods, value)
            : HpaProposal.Propose(ratio, readyPods, value);
    }

    internal static HpaProposal ProposeForAverageValue(int current, double value, double target, HpaTolerance tolerance)
    {
        double ratio = value / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NotANumber);
        }

        double? reported = current == 0 ? null : Math.Ceiling(value / current);
        return current != 0 && tolerance.Allows(value / (target * current))
            ? HpaProposal.Unchanged(current, ratio, 1, reported)
            : HpaProposal.Propose(ratio, 1, reported);
    }

    private HpaPods Gather(DateTimeOffset at, ReadOnlySpan<NodeObservation> pods, ReadOnlySpan<NodeSample> samples, bool isCpu) =>
        new()
        {
            At = at,
            Pods = pods,
            Samples = samples,
            UsesReadiness = isCpu,
            InitializationPeriod = InitializationPeriod,
            ReadinessDelay = ReadinessDelay,
        };

    private static HpaProposal OverPods(in HpaPods pods, int current, double target, HpaTolerance tolerance, bool isResource)
    {
        if (pods.Pods.IsEmpty)
        {
            return HpaProposal.Fail(HpaOutcome.NoPods);
        }

        HpaSums sums = default;
        int unready = 0;
        int missing = 0;
        bool lacksRequest = false;
        for (int index = 0; index < pods.Pods.Length; index++)
        {
            HpaPodClass kind = pods.GetClass(index);
            unready += kind == HpaPodClass.Unready ? 1 : 0;
            missing += kind == HpaPodClass.Missing ? 1 : 0;
            lacksRequest |= kind != HpaPodClass.Ignored && pods.LacksRequest(index);
            sums = kind == HpaPodClass.Ready ? sums.Add(pods.GetSample(index).Value, pods.GetSample(index).Capacity) : sums;
        }

        if (sums.Count == 0 || (isResource && lacksRequest))
        {
            return HpaProposal.Fail(sums.Count == 0 ? HpaOutcome.NoMetrics : HpaOutcome.NoRequest);
        }

        double reported = sums.Level(isResource);
        double ratio = reported / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NotANumber);
        }

        if (missing == 0 && (unready == 0 || ratio <= 1))
        {
            return tolerance.Allows(ratio)
                ? HpaProposal.Unchanged(current, ratio, sums.Count, reported)
                : HpaProposal.Propose(ratio, sums.Count, reported);
        }

        HpaSums all = Refill(pods, sums, ratio, target, isResource);
        double filled = all.Level(isResource) / target;
        if (!double.IsFinite(filled))
        {
            return HpaProposal.Fail(HpaOutcome.NotANumber);
        }

        return IsStay(ratio, filled, all.Count, current) || tolerance.Allows(filled)
            ? HpaProposal.Unchanged(current, filled, all.Count, reported)
            : HpaProposal.Propose(filled, all.Count, reported);
    }

    private static HpaSums Refill(in HpaPods pods, HpaSums sums, double ratio, double target, bool isResource)
    {
        double mean = sums.Request / sums.Count;
        for (int index = 0; index < pods.Pods.Length; index++)
        {
            HpaPodClass kind = pods.GetClass(index);
            double request = pods.HasRequest(index) ? pods.GetSample(index).Capacity : mean;
            if (ratio > 1 && (kind is HpaPodClass.Missing or HpaPodClass.Unready))
            {
                sums = sums.Add(0, request);
            }
            else if (ratio < 1 && kind == HpaPodClass.Missing)
            {
                sums = sums.Add(isResource ? Math.Truncate(request * Math.Max(100, target) / 100) : target, request);
            }
        }

        return sums;
    }

    /// <summary>
    /// Indicates whether the values assumed for missing pods reverse the direction or move the size against it.
    /// </summary>
    private static bool IsStay(double first, double ratio, int count, int current)
    {
        double replicas = Math.Ceiling(ratio * count);
        return (first < 1 && ratio > 1)
            || (first > 1 && ratio < 1)
            || (ratio < 1 && replicas > current)
            || (ratio > 1 && replicas < current);
    }
}

internal readonly record struct HpaSums(double Value, double Request, int Count)
{
    public HpaSums Add(double value, double request) => new(Value + value, Request + request, Count + 1);

    /// <summary>Returns the percentage of the request, or the mean, rounded down.</summary>
    public double Level(bool isResource) => Math.Floor(isResource ? 100 * Value / Request : Value / Count);
}

internal readonly ref struct HpaPods
{
    public required DateTimeOffset At { get; init; }

    public required ReadOnlySpan<NodeObservation> Pods { get; init; }

    public required ReadOnlySpan<NodeSample> Samples { get; init; }

    /// <summary>True for CPU time, which depends on readiness and the first minutes of a pod.</summary>
    public required bool UsesReadiness { get; init; }

    public required TimeSpan InitializationPeriod { get; init; }

    public required TimeSpan ReadinessDelay { get; init; }

    public HpaPodClass GetClass(int index)
    {
        ref readonly NodeObservation pod = ref Pods[index];
        if (pod.IsTerminating || pod.Phase == NodePhase.Failed)
        {
            return HpaPodClass.Ignored;
        }

        if (pod.Phase == NodePhase.Starting)
        {
            return HpaPodClass.Unready;
        }

        NodeSample sample = GetSample(index);
        HpaPodClass measured = UsesReadiness && IsUnready(pod, sample) ? HpaPodClass.Unready : HpaPodClass.Ready;
        return sample.IsUsable ? measured : HpaPodClass.Missing;
    }

    public NodeSample GetSample(int index) => index < Samples.Length ? Samples[index] : default;

    public bool HasRequest(int index) => GetSample(index).Capacity is > 0 and < double.PositiveInfinity;

    /// <summary>Indicates whether a pod reports the metric but has no request.</summary>
    public bool LacksRequest(int index) => GetSample(index).State == MetricState.Fresh && !HasRequest(index);

    // In its first minutes, a pod must have been ready for a whole window; later, it is enough that it was ready once.
    private bool IsUnready(in NodeObservation pod, in NodeSample sample)
    {
        if (pod.StartedAt is not { } started || pod.ReadyChangedAt is not { } changed)
        {
            return true;
        }

        return At - started < InitializationPeriod
            ? !pod.IsReady || sample.Timestamp - changed < sample.Window
            : !pod.IsReady && changed - started < ReadinessDelay;
    }
}

internal enum HpaPodClass
{
    Ignored,
    Unready,
    Missing,
    Ready,
}
