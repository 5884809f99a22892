namespace Sdk.Tests.Decisions;

/// <summary>Every sizing policy that may scale in to 0 scales out again under load.</summary>
public class GrowthFromZeroTests
{
    private const int Decisions = 60;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    /// <summary>Must list every sizing policy.</summary>
    private static ISizingPolicy[] Policies(double target)
    {
        ThresholdSizing threshold = new()
        {
            Metric = "load",
            UpperThreshold = target,
            LowerThreshold = target / 2,
        };
        TargetTrackingSizing tracking = new()
        {
            Metric = "load",
            Target = target,
            Period = Tick,
            InstanceWarmUp = Tick,
            ScaleOutCooldown = Tick,
        };
        StepSizing step = new()
        {
            Metric = "load",
            Threshold = target,
            Steps = [new(0, null, 2)],
        };
        FixedSizing one = new() { Size = 1 };
        HpaBehavior behavior = new() { ScaleUp = HpaScalingRules.DefaultScaleUp with { StabilizationWindow = Tick * 6 } };
        return
        [
            threshold,
            tracking,
            step,
            step with
            {
                AdjustmentType = AdjustmentType.ExactCapacity,
            },
            new SimpleSizing
            {
                Metric = "load",
                Threshold = target,
                Adjustment = new(AdjustmentType.ChangeInCapacity, 1),
            },
            new AwsGroupSizing { Policies = [tracking, step] },
            new AwsGroupSizing { Policies = [tracking, tracking with { DisableScaleIn = true }] },
            .. Enum.GetValues<HpaMetricKind>()
                .Select(kind => new HpaSizing
                {
                    Metrics = [new("load", target, kind)],
                    Behavior = behavior,
                    MinNodes = 0,
                }),
            new HpaSizing
            {
                Metrics = [new("gone", target), new("load", target, HpaMetricKind.Value)],
                Behavior = behavior,
                MinNodes = 0,
            },
            new KpaSizing
            {
                StableMetric = "load",
                PanicMetric = "load",
                TargetValue = target,
            },
            new KpaSizing
            {
                StableMetric = "load",
                PanicMetric = "load",
                TargetValue = target,
                ScaleDownDelay = Tick * 6,
                ActivationScale = 3,
            },
            new StreamSizing { TargetRateMetric = "load", TrueProcessingRateMetric = "load" },
            new StreamSizing
            {
                TargetRateMetric = "load",
                TrueProcessingRateMetric = "gone",
                LagMetric = "gone",
            },
            new SensorSizing
            {
                Metric = "load",
                UpperThreshold = target,
                LowerThreshold = target / 2,
            },
            new ForecastSizing
            {
                Metric = "load",
                Target = target,
                IsScalingEnabled = true,
                Step = Tick,
                Forecaster = new SeasonalNaive { Season = 4 },
            },
            new ForecastSizing
            {
                Metric = "load",
                Target = target,
                IsScalingEnabled = true,
                Step = Tick,
                Forecaster = new HoltWinters { Season = 4 },
            },
            new StabilizedSizing { Policy = threshold },
            new StabilizedSizing
            {
                Policy = new KpaSizing
                {
                    StableMetric = "load",
                    PanicMetric = "load",
                    TargetValue = target,
                },
                ScaleOutStabilizationWindow = Tick * 6,
            },
            new BoundedSizing { Policy = tracking },
            new GuardedSizing
            {
                Policy = tracking,
                ScaleOutCooldown = Tick * 6,
                ScaleInCooldown = Tick * 6,
            },
            new MaxSizing { Policies = [threshold, tracking] },
            new VetoSizing { Policy = threshold, Guard = threshold },
            new ScheduledSizing { Policy = threshold, Windows = [] },
            new FallbackSizing
            {
                Policy = threshold,
                Fallback = one,
                Metrics = ["load"],
            },
            new FallbackSizing
            {
                Policy = threshold,
                Fallback = one,
                Metrics = ["gone"],
            },
            one,
            TimelineSizing.Start(0).Then(Tick, 2),
            ClairvoyantSizing.FromTrace(SyntheticTrace.Constant(target, Tick, 2), new BacktestModel { NodeCapacity = target }),
        ];
    }

    [Fact]
    public void Every_policy_scales_out_from_0_under_load() =>
        Prop.ForAll(Gen.Choose(1, 1000).ToArbitrary(), Gen.Choose(101, 5000).ToArbitrary(), (target, percent) =>
                Array.ForEach(Policies(target), policy =>
                {
                    policy.Check().ShouldBeEmpty(policy.ToString());
                    Sizes(policy, target * percent / 100.0).ShouldContain(size => size > 0, policy.ToString());
                })
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_stabilized_policy_still_scales_out_and_in() => Array.ForEach(Policies(50), policy =>
        {
            StabilizedSizing stabilized = new()
            {
                Policy = policy,
                ScaleOutStabilizationWindow = Tick * 3,
                ScaleInStabilizationWindow = Tick * 6,
            };

            End(stabilized, load: 100, size: 0).ShouldBeGreaterThan(0, policy.ToString());
            (End(stabilized, load: 0, size: 10) < 10).ShouldBe(End(policy, load: 0, size: 10) < 10, policy.ToString());
        });

    [Fact]
    public void The_tested_policies_include_every_sizing_policy()
    {
        IEnumerable<string> all = typeof(ISizingPolicy)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ISizingPolicy)) && type is { IsAbstract: false, IsInterface: false })
            .Select(type => type.Name);

        Policies(50).Select(policy => policy.GetType().Name).Distinct().Order().ShouldBe(all.Order());
    }

    /// <summary>A percentage of 0 is 0 on AWS and Kubernetes, so such a policy could never scale out.</summary>
    [Fact]
    public void A_policy_that_can_never_scale_out_from_0_is_rejected()
    {
        HpaScalingPolicy half = new(HpaScalingPolicyType.Percent, 50, Tick);
        HpaScalingPolicy one = new(HpaScalingPolicyType.Pods, 1, Tick);
        HpaSizing hpa = new()
        {
            Metrics = [new("load", 50)],
            Behavior = new() { ScaleUp = new() { Policies = [half] } },
            MinNodes = 0,
        };
        SimpleSizing simple = new()
        {
            Metric = "load",
            Threshold = 50,
            Adjustment = new(AdjustmentType.PercentChangeInCapacity, 50),
        };
        StepSizing step = new()
        {
            Metric = "load",
            Threshold = 50,
            AdjustmentType = AdjustmentType.PercentChangeInCapacity,
            Steps = [new(0, 10, 10), new(10, null, 50)],
        };
        HpaBehavior Rates(HpaScalingPolicySelect select) =>
            hpa.Behavior with
            {
                ScaleUp = new() { Policies = [half, one], SelectPolicy = select },
            };

        Fields(hpa).ShouldBe(["ScaleUp.Policies"]);
        Fields(hpa with { Behavior = Rates(HpaScalingPolicySelect.Min) }).ShouldBe(["ScaleUp.Policies"]);
        Fields(hpa with { Behavior = Rates(HpaScalingPolicySelect.Max) }).ShouldBeEmpty();
        Fields(hpa with { MinNodes = 1 }).ShouldBeEmpty();
        Fields(simple).ShouldBe(["Adjustment"]);
        Fields(simple with { MinNodes = 1 }).ShouldBeEmpty();
        Fields(simple with { Adjustment = new(AdjustmentType.PercentChangeInCapacity, -50) }).ShouldBeEmpty();
        Fields(step).ShouldBe(["Steps"]);
        Fields(step with { MinNodes = 1 }).ShouldBeEmpty();
    }

    [Fact]
    public void Proportional_scale_out_from_0_starts_one_node_and_explains_why()
    {
        TargetTrackingSizing policy = new()
        {
            Metric = "load",
            Target = 50,
            Period = Tick,
            ScaleOutDatapoints = 1,
        };

        Decision decision = PolicySamples.Run(policy, PolicySamples.Loads([400]), size: 0)[0];

        (decision.To, decision.Cause, decision.UncorrectedSize).ShouldBe((1, DecisionCause.ScaleFromZero, 0));
        decision.Reason.ShouldContain("a size of 0 is raised to at least one node");
    }

    private static int End(ISizingPolicy policy, double load, int size) =>
        PolicySamples.Run(policy, PolicySamples.Loads(Enumerable.Repeat(load, 360)), size)[^1].To;

    private static string?[] Fields(ISizingPolicy policy) => [.. policy.Check().Select(problem => problem.Field)];

    private static IEnumerable<int> Sizes(ISizingPolicy policy, double load) =>
        PolicySamples.Run(policy, PolicySamples.Loads(Enumerable.Repeat(load, Decisions)), size: 0).Select(decision => decision.To);
}
