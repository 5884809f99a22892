namespace Sdk.Tests.Decisions;

/// <summary>Cases from the tables of Kubernetes (pkg/controller/podautoscaler), with their original names.</summary>
public class HpaSizingTests
{
    private static readonly DateTimeOffset Now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly NodeObservation Running = new()
    {
        IsReady = true,
        StartedAt = Now.AddHours(-1),
        ReadyChangedAt = Now.AddHours(-1),
    };

    [Theory]
    [InlineData(15, 20, 2)] // TestScaleUpFromZeroCMObject
    [InlineData(1, 1, 1)] // TestScaleUpFromZeroIgnoresToleranceCMObject
    [InlineData(15, 0, 0)]
    public void A_value_metric_scales_out_from_0_when_the_minimum_is_0(double target, double value, int expected)
    {
        HpaSizing policy = new()
        {
            Metrics = [new("qps", target, HpaMetricKind.Value)],
            MinNodes = 0,
            MaxNodes = 6,
        };

        Decide(policy, 0, MetricReading.FromValue("qps", value)).To.ShouldBe(expected);
    }

    /// <summary>TestScaleUpFromZeroOneMetricInvalid: 300, 400 and 500 of 1000, a target of 30 %.</summary>
    [Fact]
    public void Pod_metrics_scale_out_from_0_although_another_metric_is_missing()
    {
        HpaSizing policy = new()
        {
            Metrics = [new("cpu", 30), new("CheddarCheese", 1)],
            MinNodes = 0,
            MaxNodes = 6,
        };

        Decide(policy, 0, Of("cpu", (300, 1000), (400, 1000), (500, 1000))).To.ShouldBe(4);
    }

    /// <summary>horizontal.go: a size of 0 disables the autoscaler only if minReplicas is not 0.</summary>
    [Fact]
    public void A_size_of_0_is_held_when_the_minimum_is_above_0()
    {
        HpaSizing policy = new() { Metrics = [new("qps", 1, HpaMetricKind.Value)] };

        Decide(policy, 0, MetricReading.FromValue("qps", 100)).To.ShouldBe(0);
    }

    /// <summary>
    /// horizontal.go: out of bounds, the size is changed without metrics, and the change counts for the rates.
    /// </summary>
    [Theory]
    [InlineData(12, 10)]
    [InlineData(1, 4)]
    public void A_size_out_of_bounds_moves_to_the_bound_without_metrics_and_uses_the_rate_limit(int size, int bound)
    {
        HpaScalingRules one = new() { Policies = [new(HpaScalingPolicyType.Pods, 1, TimeSpan.FromMinutes(1))] };
        HpaSizing policy = new()
        {
            Metrics = [new("qps", 1, HpaMetricKind.AverageValue)],
            Behavior = new() { ScaleUp = one, ScaleDown = one },
            MinNodes = 4,
            MaxNodes = 10,
        };
        long[] state = new long[policy.StateLength];
        policy.Initialize(Seen(Now, size), state);

        Decision bounded = policy.Decide(Seen(Now, size), state);
        Decision again = policy.Decide(Seen(Now.AddSeconds(15), bound, MetricReading.FromValue("qps", size < bound ? 100 : 1)), state);

        (bounded.To, bounded.IsChange).ShouldBe((bound, true));
        bounded.Cause.ShouldBe(size < bound ? DecisionCause.Minimum : DecisionCause.Maximum);
        again.To.ShouldBe(bound, "the rate of a pod a minute is spent");
    }

    /// <summary>TestReplicaCalcConfigurableTolerance: requests of 900, 1000 and 1100, a target of 100 %, 3 replicas.</summary>
    [Theory]
    [InlineData(0, 0, 909, 1010, 1111, 4)]
    [InlineData(0.1, 2, 1890, 1910, 1900, 3)]
    [InlineData(2, 0.08, 1100, 1080, 1090, 4)]
    [InlineData(0.36, 0.1, 660, 640, 650, 3)]
    [InlineData(0.34, 0.1, 660, 640, 650, 2)]
    public void Scale_out_and_scale_in_have_separate_tolerances(
        double down,
        double up,
        double first,
        double second,
        double third,
        int expected
    )
    {
        HpaSizing policy = new() { Metrics = [new("cpu", 100)], Behavior = Tolerating(down, up) };

        Decide(policy, 3, Of("cpu", (first, 900), (second, 1000), (third, 1100))).To.ShouldBe(expected);
    }

    /// <summary>
    /// TestReplicaCalcConfigurableTolerance…CM, CMObject, PerPodCMObject, CMExternal and PerPodCMExternal: 0.1 down,
    /// 0.01 up.
    /// </summary>
    [Theory]
    [InlineData(HpaMetricKind.Value, 3, 20666, 20000, 4)]
    [InlineData(HpaMetricKind.AverageValue, 4, 20208, 5000, 5)]
    [InlineData(HpaMetricKind.Value, 3, 8900, 8800, 4)]
    [InlineData(HpaMetricKind.AverageValue, 3, 8600, 2800, 4)]
    public void The_scale_out_tolerance_applies_to_value_and_average_value_metrics(
        HpaMetricKind kind,
        int size,
        double value,
        double target,
        int expected
    )
    {
        HpaSizing policy = new() { Metrics = [new("qps", target, kind)], Behavior = Tolerating(null, 0.01) };

        Decide(policy, size, MetricReading.FromValue("qps", value)).To.ShouldBe(expected);
        Decide(policy with { Behavior = Tolerating(null, null) }, size, MetricReading.FromValue("qps", value)).To.ShouldBe(size);
    }

    /// <summary>55 / 50 is 1.1. Version 1.33 compares it with 1 + 0.1; before, 1.1 - 1 exceeded 0.1.</summary>
    [Fact]
    public void An_explicit_tolerance_is_compared_as_in_Kubernetes_1_33()
    {
        HpaSizing policy = new() { Metrics = [new("qps", 50, HpaMetricKind.Value)] };

        Decide(policy, 10, MetricReading.FromValue("qps", 55)).To.ShouldBe(11);
        Decide(policy with { Behavior = Tolerating(null, 0.1) }, 10, MetricReading.FromValue("qps", 55)).To.ShouldBe(10);
    }

    [Fact]
    public void A_negative_or_NaN_tolerance_is_rejected() =>
        new HpaSizing { Metrics = [new("cpu", 50)], Behavior = Tolerating(-1, double.NaN) }
            .Check()
            .Select(problem => problem.Field)
            .ShouldBe(["Up.Tolerance", "Down.Tolerance"]);

    /// <summary>TestReplicaCalcEmptyCPURequest: "missing request for cpu", of all pods or of some.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1000, 1000, 0, 0)]
    [InlineData(1000, 1000, 1000, double.NaN)]
    [InlineData(1000, -1, 1000, 1000)]
    public void A_pod_without_a_resource_request_fails_a_utilization_metric(double first, double second, double third, double fourth)
    {
        MetricReading reading = Of("cpu", (900, first), (900, second), (900, third), (900, fourth));

        HpaProposal proposal = new HpaCalculator().ProposeForResource(Now, 4, 50, Pods(4), reading.Samples.Span, isCpu: true);
        Decision alone = Decide(new HpaSizing { Metrics = [new("cpu", 50)] }, 4, reading);
        Decision growing = Decide(WithValue(50), 4, reading, MetricReading.FromValue("qps", 100));
        Decision shrinking = Decide(WithValue(50), 4, reading, MetricReading.FromValue("qps", 10));

        proposal.ShouldBe(new HpaProposal(HpaOutcome.NoRequest, 0, 0, 0, null));
        (alone.To, alone.Cause).ShouldBe((4, DecisionCause.MetricFailed));
        growing.To.ShouldBe(8, "the other metric still grows");
        (shrinking.To, shrinking.Cause).ShouldBe((4, DecisionCause.MetricFailed), "a failed metric forbids shrinking");
    }

    [Fact]
    public void A_pod_without_a_resource_request_does_not_fail_a_pods_metric() =>
        Decide(new HpaSizing { Metrics = [new("load", 10, HpaMetricKind.Pods)] }, 4, Of("load", (15, 0), (15, 0), (15, 0), (15, 0)))
            .To.ShouldBe(6);

    /// <summary>2 of 3 pods use 100 of 100, the third counts as idle: 200 of 300 are 66 %, 66 / 30 * 3 = 6.6.</summary>
    [Fact]
    public void A_pod_without_a_sample_is_assumed_to_request_as_much_as_the_others() =>
        new HpaCalculator()
            .ProposeForResource(Now, 3, 30, Pods(3), [Sample(100, 100), Sample(100, 100), default], isCpu: true)
            .Replicas.ShouldBe(7);

    [Fact]
    public void The_calculator_returns_only_finite_numbers() =>
        Prop.ForAll(Strange.ArrayOf(8).ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), Strange.ToArbitrary(), (numbers, current, target) =>
            {
                HpaCalculator calculator = new();
                NodeSample[] samples =
                [
                    .. Enumerable.Range(0, numbers.Length / 2).Select(index => Sample(numbers[2 * index], numbers[(2 * index) + 1])),
                ];
                NodeObservation[] pods = Pods(samples.Length + (current % 2));
                HpaProposal[] proposals =
                [
                    calculator.ProposeForResource(Now, current, target, pods, samples, isCpu: true),
                    calculator.ProposeForResource(Now, current, target, pods, samples, isCpu: false),
                    calculator.ProposeForPods(Now, current, target, pods, samples),
                    .. numbers.Select(value => calculator.ProposeForValue(current, pods.Length, value, target)),
                    .. numbers.Select(value => calculator.ProposeForAverageValue(current, value, target)),
                ];
                return proposals.All(one => double.IsFinite(one.Ratio) && double.IsFinite(one.Reported ?? 0) && one.Replicas >= 0);
            })
            .QuickCheckThrowOnFailure();

    private static Gen<double> Strange =>
        Gen.Frequency(
            (6, Gen.Choose(0, 2000).Select(number => (double)number)),
            (2, Gen.Elements(0.0, -0.0, -1.0, 1e300, double.MaxValue, double.Epsilon)),
            (2, Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity))
        );

    private static HpaSizing WithValue(double target) =>
        new()
        {
            Metrics = [new("cpu", target), new("qps", target, HpaMetricKind.Value)],
            Behavior = new() { ScaleDown = HpaScalingRules.DefaultScaleDown with { StabilizationWindow = TimeSpan.Zero } },
        };

    private static HpaBehavior Tolerating(double? down, double? up) =>
        new()
        {
            ScaleUp = HpaScalingRules.DefaultScaleUp with { Tolerance = up },
            ScaleDown = HpaScalingRules.DefaultScaleDown with { Tolerance = down, StabilizationWindow = TimeSpan.Zero },
        };

    private static NodeObservation[] Pods(int count) => [.. Enumerable.Repeat(Running, count)];

    private static NodeSample Sample(double use, double request) => NodeSample.FromValue(use, Now) with { Capacity = request };

    private static MetricReading Of(string name, params (double Use, double Request)[] pods) =>
        new()
        {
            Name = name,
            State = MetricState.Fresh,
            Samples = pods.Select(pod => Sample(pod.Use, pod.Request)).ToArray(),
        };

    private static Decision Decide(HpaSizing policy, int size, params MetricReading[] metrics) =>
        policy.Decide(Seen(Now, size, metrics), new long[policy.StateLength]);

    private static DomainObservation Seen(DateTimeOffset at, int size, params MetricReading[] metrics)
    {
        int pods = metrics.Select(metric => metric.Samples.Length).DefaultIfEmpty(0).Max();
        return new()
        {
            Timestamp = at,
            DesiredCount = size,
            ReadyCount = size,
            Nodes = Pods(pods),
            Metrics = metrics,
        };
    }
}
