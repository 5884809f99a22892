namespace Scalewright.Decisions.Policies;

/// <summary>
/// How many replicas the Kubernetes Horizontal Pod Autoscaler wants for one metric, bit for bit, in IEEE doubles and the
/// order of its own arithmetic: 55/50 - 1 is more than 0.1, so exactly 10 percent above the target grows.
/// Source: Kubernetes documentation, algorithm details; k8s.io/kubernetes replica calculator.
/// </summary>
public sealed record HpaCalculator
{
    /// <summary>
    /// How far the ratio may be from 1 without a change, in a direction without <see cref="HpaRules.Tolerance"/>; default 0.1.
    /// </summary>
    public double Tolerance { get; init; } = 0.1;

    /// <summary>How long a pod is new: its processor time counts only when it is ready for a whole window; default 2 minutes.</summary>
    public TimeSpan InitializationPeriod { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How soon after its start a change of readiness means that a pod was never ready; default 10 seconds.</summary>
    public TimeSpan ReadinessDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A resource of each pod, against a percentage of what it requests.</summary>
    /// <param name="at">Now.</param>
    /// <param name="current">Replicas now.</param>
    /// <param name="target">Percent.</param>
    /// <param name="pods">The pods.</param>
    /// <param name="samples">
    /// Use and request (<see cref="NodeSample.Capacity"/>) of each pod. A pod that reports a use and has no request fails the metric;
    /// one that reports nothing at all is taken to request the mean of the others, as pods of one template do.
    /// </param>
    /// <param name="isCpu">True for processor time: readiness counts.</param>
    public HpaProposal Resource(
        DateTimeOffset at,
        int current,
        double target,
        ReadOnlySpan<NodeReading> pods,
        ReadOnlySpan<NodeSample> samples,
        bool isCpu) => OverPods(Gather(at, pods, samples, isCpu), current, target, HpaTolerance.Both(Tolerance), isResource: true);

    /// <summary>A value of each pod, against a wanted average.</summary>
    /// <param name="at">Now.</param>
    /// <param name="current">Replicas now.</param>
    /// <param name="target">The wanted average.</param>
    /// <param name="pods">The pods.</param>
    /// <param name="samples">The value of each pod.</param>
    public HpaProposal Pods(
        DateTimeOffset at,
        int current,
        double target,
        ReadOnlySpan<NodeReading> pods,
        ReadOnlySpan<NodeSample> samples) =>
        OverPods(Gather(at, pods, samples, isCpu: false), current, target, HpaTolerance.Both(Tolerance), isResource: false);

    /// <summary>A value of something else, against a wanted value.</summary>
    /// <param name="current">Replicas now; from 0 the size is the ratio, rounded up.</param>
    /// <param name="readyPods">How many pods are ready.</param>
    /// <param name="value">The value.</param>
    /// <param name="target">The wanted value.</param>
    public HpaProposal Value(int current, int readyPods, double value, double target) =>
        Value(current, readyPods, value, target, HpaTolerance.Both(Tolerance));

    /// <summary>A value of something else, against a wanted value per pod.</summary>
    /// <param name="current">Replicas now.</param>
    /// <param name="value">The value.</param>
    /// <param name="target">The wanted value per pod.</param>
    public HpaProposal AverageValue(int current, double value, double target) =>
        AverageValue(current, value, target, HpaTolerance.Both(Tolerance));

    internal HpaProposal OfPods(HpaMetric metric, in MetricReading reading, in DomainObservation observation, HpaTolerance tolerance)
    {
        HpaPods pods = Gather(observation.At, observation.Nodes, reading.Samples.Span, metric.Kind == HpaMetricKind.Cpu);
        return OverPods(pods, observation.Desired, metric.Target, tolerance, metric.Kind != HpaMetricKind.Pods);
    }

    internal static HpaProposal Value(int current, int readyPods, double value, double target, HpaTolerance tolerance)
    {
        double ratio = value / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NoNumber);
        }

        if (current == 0)
        {
            return HpaProposal.Propose(ratio, 1, value);
        }

        return tolerance.Allows(ratio)
            ? HpaProposal.Keep(current, ratio, readyPods, value)
            : HpaProposal.Propose(ratio, readyPods, value);
    }

    internal static HpaProposal AverageValue(int current, double value, double target, HpaTolerance tolerance)
    {
        double ratio = value / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NoNumber);
        }

        double? reported = current == 0 ? null : Math.Ceiling(value / current);
        return current != 0 && tolerance.Allows(value / (target * current))
            ? HpaProposal.Keep(current, ratio, 1, reported)
            : HpaProposal.Propose(ratio, 1, reported);
    }

    private HpaPods Gather(DateTimeOffset at, ReadOnlySpan<NodeReading> pods, ReadOnlySpan<NodeSample> samples, bool isCpu) => new()
    {
        At = at,
        Pods = pods,
        Samples = samples,
        MindsReadiness = isCpu,
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
            HpaPodClass kind = pods.ClassOf(index);
            unready += kind == HpaPodClass.Unready ? 1 : 0;
            missing += kind == HpaPodClass.Missing ? 1 : 0;
            lacksRequest |= kind != HpaPodClass.Ignored && pods.LacksRequest(index);
            sums = kind == HpaPodClass.Ready ? sums.Add(pods.SampleOf(index).Value, pods.SampleOf(index).Capacity) : sums;
        }

        if (sums.Count == 0 || (isResource && lacksRequest))
        {
            return HpaProposal.Fail(sums.Count == 0 ? HpaOutcome.NoMetrics : HpaOutcome.NoRequest);
        }

        double reported = sums.Level(isResource);
        double ratio = reported / target;
        if (!double.IsFinite(ratio))
        {
            return HpaProposal.Fail(HpaOutcome.NoNumber);
        }

        if (missing == 0 && (unready == 0 || ratio <= 1))
        {
            return tolerance.Allows(ratio)
                ? HpaProposal.Keep(current, ratio, sums.Count, reported)
                : HpaProposal.Propose(ratio, sums.Count, reported);
        }

        HpaSums all = Refill(pods, sums, ratio, target, isResource);
        double filled = all.Level(isResource) / target;
        if (!double.IsFinite(filled))
        {
            return HpaProposal.Fail(HpaOutcome.NoNumber);
        }

        return IsStay(ratio, filled, all.Count, current) || tolerance.Allows(filled)
            ? HpaProposal.Keep(current, filled, all.Count, reported)
            : HpaProposal.Propose(filled, all.Count, reported);
    }

    private static HpaSums Refill(in HpaPods pods, HpaSums sums, double ratio, double target, bool isResource)
    {
        double mean = sums.Request / sums.Count;
        for (int index = 0; index < pods.Pods.Length; index++)
        {
            HpaPodClass kind = pods.ClassOf(index);
            double request = pods.HasRequest(index) ? pods.SampleOf(index).Capacity : mean;
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

    /// <summary>True when the pods that were filled in turn the direction, or move the size against it.</summary>
    private static bool IsStay(double first, double ratio, int count, int current)
    {
        double replicas = Math.Ceiling(ratio * count);
        return (first < 1 && ratio > 1) || (first > 1 && ratio < 1)
            || (ratio < 1 && replicas > current) || (ratio > 1 && replicas < current);
    }
}

/// <summary>Sums over pods that have a metric.</summary>
internal readonly record struct HpaSums(double Value, double Request, int Count)
{
    public HpaSums Add(double value, double request) => new(Value + value, Request + request, Count + 1);

    /// <summary>Whole percent of what is requested, or the whole mean.</summary>
    public double Level(bool isResource) => Math.Floor(isResource ? 100 * Value / Request : Value / Count);
}

/// <summary>The pods of one calculation, counted by what they are good for.</summary>
internal readonly ref struct HpaPods
{
    public required DateTimeOffset At { get; init; }

    public required ReadOnlySpan<NodeReading> Pods { get; init; }

    public required ReadOnlySpan<NodeSample> Samples { get; init; }

    /// <summary>True for processor time: readiness and the first minutes count.</summary>
    public required bool MindsReadiness { get; init; }

    public required TimeSpan InitializationPeriod { get; init; }

    public required TimeSpan ReadinessDelay { get; init; }

    public HpaPodClass ClassOf(int index)
    {
        ref readonly NodeReading pod = ref Pods[index];
        if (pod.IsLeaving || pod.Phase == NodePhase.Failed)
        {
            return HpaPodClass.Ignored;
        }

        if (pod.Phase == NodePhase.Starting)
        {
            return HpaPodClass.Unready;
        }

        return !SampleOf(index).IsUsable ? HpaPodClass.Missing
            : MindsReadiness && IsUnready(pod, SampleOf(index)) ? HpaPodClass.Unready : HpaPodClass.Ready;
    }

    public NodeSample SampleOf(int index) => index < Samples.Length ? Samples[index] : default;

    /// <summary>True when a pod says how much it requests.</summary>
    public bool HasRequest(int index) => SampleOf(index).Capacity is > 0 and < double.PositiveInfinity;

    /// <summary>True for a pod that reports and requests nothing.</summary>
    public bool LacksRequest(int index) => SampleOf(index).State == MetricState.Fresh && !HasRequest(index);

    // In the first minutes a pod must be ready for a whole window; later it must only have been ready once.
    private bool IsUnready(in NodeReading pod, in NodeSample sample)
    {
        if (pod.StartedAt is not { } started || pod.ReadyChangedAt is not { } changed)
        {
            return true;
        }

        return At - started < InitializationPeriod
            ? !pod.IsReady || sample.At - changed < sample.Window
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
