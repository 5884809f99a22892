namespace Scalewright.Decisions.Policies;

/// <summary>
/// How many replicas the Kubernetes Horizontal Pod Autoscaler wants for one metric, bit for bit, in IEEE doubles and the
/// order of its own arithmetic: 55/50 - 1 is more than 0.1, so exactly 10 percent above the target grows.
/// Source: Kubernetes documentation, algorithm details; k8s.io/kubernetes replica calculator.
/// </summary>
public sealed record HpaCalculator
{
    /// <summary>How far the ratio may be from 1 without a change; default 0.1.</summary>
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
    /// <param name="samples">Use and request (<see cref="NodeSample.Capacity"/>) of each pod.</param>
    /// <param name="isCpu">True for processor time: readiness counts.</param>
    public HpaProposal Resource(DateTimeOffset at, int current, double target, ReadOnlySpan<NodeReading> pods, ReadOnlySpan<NodeSample> samples, bool isCpu) =>
        OverPods(Gather(at, pods, samples, isCpu), current, target, isResource: true);

    /// <summary>A value of each pod, against a wanted average.</summary>
    /// <param name="at">Now.</param>
    /// <param name="current">Replicas now.</param>
    /// <param name="target">The wanted average.</param>
    /// <param name="pods">The pods.</param>
    /// <param name="samples">The value of each pod.</param>
    public HpaProposal Pods(DateTimeOffset at, int current, double target, ReadOnlySpan<NodeReading> pods, ReadOnlySpan<NodeSample> samples) =>
        OverPods(Gather(at, pods, samples, isCpu: false), current, target, isResource: false);

    /// <summary>A value of something else, against a wanted value.</summary>
    /// <param name="current">Replicas now.</param>
    /// <param name="readyPods">How many pods are ready.</param>
    /// <param name="value">The value.</param>
    /// <param name="target">The wanted value.</param>
    public HpaProposal Value(int current, int readyPods, double value, double target)
    {
        double ratio = value / target;
        return current == 0 ? HpaProposal.Propose(ratio, 1, value)
            : IsTolerable(ratio) ? HpaProposal.Keep(current, ratio, readyPods, value)
            : HpaProposal.Propose(ratio, readyPods, value);
    }

    /// <summary>A value of something else, against a wanted value per pod.</summary>
    /// <param name="current">Replicas now.</param>
    /// <param name="value">The value.</param>
    /// <param name="target">The wanted value per pod.</param>
    public HpaProposal AverageValue(int current, double value, double target)
    {
        double reported = current == 0 ? double.NaN : Math.Ceiling(value / current);
        return IsTolerable(value / (target * current))
            ? HpaProposal.Keep(current, value / target, 1, reported)
            : HpaProposal.Propose(value / target, 1, reported);
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

    private HpaProposal OverPods(in HpaPods pods, int current, double target, bool isResource)
    {
        if (pods.Pods.IsEmpty)
        {
            return HpaProposal.Fail(HpaOutcome.NoPods);
        }

        HpaSums sums = default;
        int unready = 0;
        int missing = 0;
        for (int index = 0; index < pods.Pods.Length; index++)
        {
            HpaPodClass kind = pods.ClassOf(index);
            unready += kind == HpaPodClass.Unready ? 1 : 0;
            missing += kind == HpaPodClass.Missing ? 1 : 0;
            sums = kind == HpaPodClass.Ready ? sums.Add(pods.SampleOf(index).Value, pods.SampleOf(index).Capacity) : sums;
        }

        if (sums.Count == 0)
        {
            return HpaProposal.Fail(HpaOutcome.NoMetrics);
        }

        double reported = sums.Level(isResource);
        double ratio = reported / target;
        if (missing == 0 && (unready == 0 || ratio <= 1))
        {
            return IsTolerable(ratio) ? HpaProposal.Keep(current, ratio, sums.Count, reported) : HpaProposal.Propose(ratio, sums.Count, reported);
        }

        HpaSums all = Refill(pods, sums, ratio, target, isResource);
        return Judge(all.Level(isResource) / target, ratio, all.Count, current, reported);
    }

    private static HpaSums Refill(in HpaPods pods, HpaSums sums, double ratio, double target, bool isResource)
    {
        for (int index = 0; index < pods.Pods.Length; index++)
        {
            HpaPodClass kind = pods.ClassOf(index);
            double request = pods.SampleOf(index).Capacity;
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

    private HpaProposal Judge(double ratio, double first, int count, int current, double reported)
    {
        bool turned = (first < 1 && ratio > 1) || (first > 1 && ratio < 1);
        HpaProposal proposal = HpaProposal.Propose(ratio, count, reported);
        bool contradicts = (ratio < 1 && proposal.Replicas > current) || (ratio > 1 && proposal.Replicas < current);
        return IsTolerable(ratio) || turned || contradicts ? HpaProposal.Keep(current, ratio, count, reported) : proposal;
    }

    private bool IsTolerable(double ratio) => Math.Abs(1 - ratio) <= Tolerance;
}
