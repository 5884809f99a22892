namespace Sdk.Tests.Decisions;

public class SizingTests
{
    [Fact]
    public void A_timeline_follows_the_clock_and_keeps_its_last_size()
    {
        TimelineSizing timeline = TimelineSizing.Start(1).Then(TimeSpan.FromSeconds(10), 2).Then(TimeSpan.FromSeconds(20), 0);

        Sizes(timeline, [0, 0, 0, 0, 0]).ShouldBe([1, 2, 2, 0, 0]);
        timeline.Duration.ShouldBe(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// Rates of 160, 96 and 256 with 4, 2 and 8 instances: 0.72 (golden case scaling-coefficient-diminishing).
    /// </summary>
    [Fact]
    public void An_operator_with_observed_sublinear_scaling_gets_more_instances()
    {
        StreamRules rules = new() { IsObservedScalabilityEnabled = true, RestartDuration = TimeSpan.Zero };
        StreamSizing policy = new()
        {
            TargetRateMetric = "target",
            TrueProcessingRateMetric = "rate",
            Rules = rules,
        };
        long[] state = new long[policy.StateLength];
        Decision Decide(int size, double target, double rate) =>
            policy.Decide(
                new()
                {
                    Timestamp = DateTimeOffset.UnixEpoch,
                    DesiredCount = size,
                    Metrics = new[] { MetricReading.FromValue("target", target), MetricReading.FromValue("rate", rate) },
                },
                state
            );

        Decide(4, 1000, 160);
        Decide(2, 1000, 96);
        Decision third = Decide(8, 1000, 256);
        Decision fourth = Decide(10, 700, 500);

        third.Inputs.F.ShouldBe(1, "two changes tell nothing yet");
        fourth.Inputs.F.ShouldBe(0.72);
        fourth.To.ShouldBe(28, "700 / 0.7 = 1000; 1000 / 500 / 0.72 * 10 = 27.8");
    }

    [Fact]
    public void A_scale_in_cooldown_does_not_delay_scale_out()
    {
        ThresholdSizing policy = new()
        {
            Metric = "load",
            UpperThreshold = 50,
            LowerThreshold = 20,
            ScaleOutCooldown = TimeSpan.FromSeconds(20),
            ScaleInCooldown = TimeSpan.FromMinutes(1),
        };

        Sizes(policy, [10, 90, 90, 90, 10]).ShouldBe([3, 4, 4, 5, 5]);
    }

    [Fact]
    public void A_change_suppressed_by_the_bounds_starts_no_cooldown()
    {
        ThresholdSizing policy = new()
        {
            Metric = "load",
            UpperThreshold = 50,
            LowerThreshold = 20,
            MaxNodes = 4,
            ScaleInCooldown = TimeSpan.FromMinutes(1),
        };

        Sizes(policy, [90, 10]).ShouldBe([4, 3]);
    }

    // The start of a change and its completion each start the cooldown.
    [Fact]
    public void A_simple_policy_with_an_unlimited_cooldown_adjusts_once()
    {
        SimpleSizing policy = new()
        {
            Metric = "load",
            Threshold = 50,
            Adjustment = new(AdjustmentType.ChangeInCapacity, 1),
            Cooldown = TimeSpan.MaxValue,
        };
        long[] state = new long[policy.StateLength];
        int Decide(int minute, int size, int inFlight) =>
            policy
                .Decide(
                    new()
                    {
                        Timestamp = new(2024, 1, 1, 0, minute, 0, TimeSpan.Zero),
                        DesiredCount = size,
                        InFlightCount = inFlight,
                        Metrics = new[] { MetricReading.FromValue("load", 90) },
                    },
                    state
                )
                .To;

        Sizes(policy, [90, 90, 90]).ShouldBe([5, 5, 5]);
        int[] sizes = [Decide(0, 4, 0), Decide(1, 5, 1), Decide(2, 5, 0), Decide(3, 5, 0)];
        sizes.ShouldBe([5, 5, 5, 5]);
    }

    // By hand: 6 - 2 warming nodes + 2 = 6; (8 - 4 warming nodes) * 100 / 50 = 8.
    [Fact]
    public void A_node_with_an_unlimited_warm_up_never_counts_fully()
    {
        StepSizing step = new()
        {
            Metric = "load",
            Threshold = 50,
            Steps = [new(0, null, 2)],
            InstanceWarmUp = TimeSpan.MaxValue,
        };
        TargetTrackingSizing tracking = new()
        {
            Metric = "load",
            Target = 50,
            Period = TimeSpan.FromSeconds(10),
            ScaleOutDatapoints = 1,
            InstanceWarmUp = TimeSpan.MaxValue,
        };

        Sizes(step, [90, 90, 90]).ShouldBe([6, 6, 6]);
        Sizes(tracking, [100, 100, 100]).ShouldBe([8, 8, 8]);
    }

    // By hand: 400 / 50 = 8, twice the 4 ready pods. 50 / 50 = 1, which neither window allows.
    [Fact]
    public void A_Knative_policy_with_unlimited_windows_never_scales_in()
    {
        KpaSizing policy = new()
        {
            StableMetric = "load",
            PanicMetric = "load",
            TargetValue = 50,
        };

        Sizes(policy with { StableWindow = TimeSpan.MaxValue }, [400, 50, 50]).ShouldBe([8, 8, 8]);
        Sizes(policy with { StableWindow = TimeSpan.Zero, PanicThreshold = 1_000, ScaleDownDelay = TimeSpan.MaxValue }, [200, 50, 50])
            .ShouldBe([4, 4, 4]);
    }

    [Fact]
    public void The_duration_of_a_timeline_is_at_most_the_maximum_time_span()
    {
        TimelineSizing timeline = TimelineSizing.Start(1).Then(TimeSpan.MaxValue, 2).Then(TimeSpan.FromSeconds(1), 3);

        timeline.Duration.ShouldBe(TimeSpan.MaxValue);
        Sizes(timeline, [0, 0]).ShouldBe([1, 1]);
    }

    [Fact]
    public void A_decision_held_by_a_cooldown_has_the_cooldown_as_its_cause()
    {
        ThresholdSizing policy = new()
        {
            Metric = "load",
            UpperThreshold = 50,
            LowerThreshold = 20,
        };

        Decision second = PolicySamples.Run(policy, PolicySamples.Loads([90, 90]))[1];

        second.Cause.ShouldBe(DecisionCause.ScaleOutCooldown);
        second.UncorrectedSize.ShouldBe(6);
    }

    [Theory]
    [InlineData(EpuCompatibility.Corrected, 4)]
    [InlineData(EpuCompatibility.Reference, 3)]
    public void Nodes_without_samples_lower_the_average_only_in_reference_mode(EpuCompatibility compat, int expected)
    {
        SensorSizing policy = new()
        {
            Metric = "load",
            UpperThreshold = 80,
            LowerThreshold = 20,
            MaxNodes = 9,
            Compatibility = compat,
        };
        MetricReading metric = new() { Name = "load", Samples = new NodeSample[] { NodeSample.FromValue(90), default, default } };
        CloudObservation[] clouds =
        [
            new()
            {
                Name = "hotel",
                HealthyCount = 3,
                MaxNodes = 9,
            },
        ];
        DomainObservation observation = new()
        {
            Timestamp = DateTimeOffset.UnixEpoch,
            DesiredCount = 3,
            Metrics = new[] { metric },
            Clouds = clouds,
        };

        int size = policy.Decide(observation, new long[policy.StateLength]).To;

        // Corrected: the average is 90, so it scales out to 4; reference: 90 / 3 = 30, which is between the thresholds.
        size.ShouldBe(expected);
    }

    [Fact]
    public void A_sample_of_0_counts_in_the_average()
    {
        SensorSizing policy = new()
        {
            Metric = "load",
            UpperThreshold = 80,
            LowerThreshold = 60,
            MaxNodes = 9,
        };
        MetricReading metric = new() { Name = "load", Samples = new NodeSample[] { NodeSample.FromValue(0), NodeSample.FromValue(100) } };
        DomainObservation observation = new()
        {
            Timestamp = DateTimeOffset.UnixEpoch,
            DesiredCount = 2,
            Metrics = new[] { metric },
        };

        policy.Decide(observation, new long[policy.StateLength]).To.ShouldBe(1);
    }

    [Fact]
    public void A_fallback_policy_decides_after_its_delay_and_stops_at_the_first_fresh_reading()
    {
        FallbackSizing policy = new()
        {
            Policy = new FixedSizing { Size = 2 },
            Fallback = new FixedSizing { Size = 6, IsFloor = true },
            Metrics = ["load"],
            FallbackDelay = TimeSpan.FromSeconds(20),
        };
        MetricReading lost = new() { Name = "load", State = MetricState.Stale };

        List<Decision> decisions = PolicySamples.Run(policy, [lost, lost, lost, MetricReading.FromValue("load", 1)]);

        decisions.Select(decision => decision.To).ShouldBe([4, 4, 6, 2]);
        decisions[2].Cause.ShouldBe(DecisionCause.Fallback);
    }

    [Fact]
    public void The_largest_proposed_size_wins_and_an_observing_forecast_is_ignored()
    {
        MaxSizing policy = new()
        {
            Policies =
            [
                new FixedSizing { Size = 2 },
                new FixedSizing { Size = 3 },
                new ForecastSizing
                {
                    Metric = "load",
                    Target = 1,
                    Forecaster = new SeasonalNaive { Season = 1 },
                },
            ],
        };

        Sizes(policy, [90]).ShouldBe([3]);
    }

    [Fact]
    public void The_explanation_names_the_outvoted_policies()
    {
        MaxSizing policy = new()
        {
            Policies =
            [
                new FixedSizing { Size = 2 },
                new FixedSizing { Size = 6 },
                new MaxSizing
                {
                    Policies =
                    [
                        new ThresholdSizing
                        {
                            Metric = "load",
                            UpperThreshold = 50,
                            LowerThreshold = 20,
                        },
                        new FixedSizing { Size = 1 },
                    ],
                },
            ],
        };

        Decision decision = PolicySamples.Run(policy, PolicySamples.Loads([90]))[0];

        decision.Outvoted.TotalCount.ShouldBe(3);
        decision.Reason.ShouldBe("fixed: size = 6 with size 6; outvoted: fixed 2, threshold 5, fixed 1");
        decision
            .Explain()
            .ToString()
            .ShouldBe(
                "fixed = 6\n  size before = 4\n  outvoted: fixed = 2\n  outvoted: threshold = 5\n  outvoted: fixed = 1\n  size = 6\n    size = 6\n"
            );
    }

    [Fact]
    public void The_reason_names_at_most_three_outvoted_policies()
    {
        MaxSizing policy = new() { Policies = [.. Enumerable.Range(1, 6).Select(size => new FixedSizing { Size = size })] };

        Decision decision = PolicySamples.Run(policy, PolicySamples.Loads([90]))[0];

        (decision.To, decision.Outvoted.TotalCount, decision.Outvoted.Count).ShouldBe((6, 5, 3));
        decision.Reason.ShouldEndWith("; outvoted: fixed 5, fixed 4, fixed 3 and more");
    }

    [Fact]
    public void A_guard_policy_that_proposes_the_opposite_direction_vetoes_a_change()
    {
        Sizes(
                new VetoSizing
                {
                    Policy = new FixedSizing { Size = 2 },
                    Guard = new FixedSizing { Size = 5 },
                },
                [0]
            )
            .ShouldBe([4]);
        Sizes(
                new VetoSizing
                {
                    Policy = new FixedSizing { Size = 2 },
                    Guard = new FixedSizing { Size = 4 },
                },
                [0]
            )
            .ShouldBe([2]);
    }

    [Fact]
    public void A_schedule_window_bounds_the_size_of_a_policy_while_it_is_open()
    {
        ScheduledSizing policy = new()
        {
            Policy = new FixedSizing { Size = 2 },
            Windows = [new(TimeSpan.FromHours(23), TimeSpan.FromSeconds(25)) { MinNodes = 6 }],
        };

        Sizes(policy, [0, 0, 0]).ShouldBe([6, 6, 2]);
    }

    // KEDA documentation, cron scaler: start and end must differ. A time of day is below 24 hours.
    [Theory]
    [InlineData(9, 17)]
    [InlineData(22, 6)]
    [InlineData(0, 24)]
    [InlineData(9, 24)]
    [InlineData(9, 0)]
    [InlineData(9, 9, "Windows.Until")]
    [InlineData(0, 0, "Windows.Until")]
    [InlineData(9, 30, "Windows.Until")]
    [InlineData(9, 24.5, "Windows.Until")]
    [InlineData(24, 6, "Windows.From")]
    [InlineData(30, 6, "Windows.From")]
    [InlineData(26, 26, "Windows.From", "Windows.Until", "Windows.Until")]
    [InlineData(-1, 6, "Windows.From")]
    [InlineData(9, -1, "Windows.Until")]
    public void A_schedule_window_is_not_empty_and_is_within_a_day(double from, double until, params string[] fields) =>
        Fields(
                new ScheduledSizing
                {
                    Policy = new FixedSizing { Size = 2 },
                    Windows = [new(TimeSpan.FromHours(from), TimeSpan.FromHours(until))],
                }
            )
            .ShouldBe(fields);

    // Amazon EC2 Auto Scaling User Guide, "Step adjustments for step scaling" and "Quotas": no overlap, no gap, null bounds
    // at the ends of negative and positive ranges, not both in one step, at most 20 steps. API reference, StepAdjustment:
    // an exact capacity is not negative.
    public static TheoryData<ValueList<StepAdjustment>, string> StepRules { get; } =
        new()
        {
            { [new(0, null, 1)], "" },
            { [new(null, 60, 0), new(60, 90, 15), new(90, null, 30)], "" },
            { [new(90, null, 30), new(0, 90, 15)], "" },
            { [new(null, -20, -3), new(-20, -10, -2), new(-10, 0, -1)], "" },
            { [.. Enumerable.Range(0, 20).Select(step => new StepAdjustment(step, step == 19 ? null : step + 1, step))], "" },
            { [], "no step" },
            { [.. Enumerable.Range(0, 21).Select(step => new StepAdjustment(step, step == 20 ? null : step + 1, step))], "21 steps" },
            { [new(0, 200, 1), new(250, null, 2)], "gap from 200 to 250" },
            { [new(0, 60, 1), new(50, null, 2)], "overlap" },
            { [new(0, null, 1), new(10, null, 2)], "overlap" },
            { [new(5, 5, 1), new(5, null, 2)], "5 is not below the upper bound 5" },
            { [new(10, 5, 1)], "10 is not below the upper bound 5" },
            { [new(double.NaN, null, 1)], "NaN is not a finite number" },
            { [new(0, double.NaN, 1)], "NaN is not a finite number" },
            { [new(0, double.PositiveInfinity, 1)], "Infinity is not a finite number" },
            { [new(0, null, double.NaN)], "NaN is not a finite number" },
            { [new(null, null, 1)], "lower or an upper bound" },
            { [new(1, 2, 1)], "positive upper bound" },
            { [new(0, 100, 1), new(10, 20, 2), new(50, 60, 3), new(100, null, 4)], "the ranges of two steps overlap" },
            { [new(0, null, 1), new(10, 20, 2), new(50, 60, 3)], "the ranges of two steps overlap" },
            { [new(-20, 0, -1)], "negative lower bound" },
        };

    [Theory, MemberData(nameof(StepRules))]
    public void Ranges_of_steps_are_contiguous_and_have_null_bounds_at_their_ends(ValueList<StepAdjustment> steps, string found)
    {
        StepSizing policy = new()
        {
            Metric = "load",
            Threshold = 50,
            Steps = steps,
        };

        Problem[] problems = [.. policy.Check()];

        problems.Length.ShouldBe(found.Length > 0 ? 1 : 0, string.Join('\n', problems));
        problems.ShouldAllBe(problem => problem.Field == "Steps" && problem.ToString().Contains(found, StringComparison.Ordinal));
        Fields(policy with { AdjustmentType = AdjustmentType.ExactCapacity, Steps = [new(0, null, -1)] }).ShouldBe(["Steps"]);
    }

    // AutoScaling API reference, PutScalingPolicy, MinAdjustmentMagnitude: "The minimum value to scale by when the
    // adjustment type is PercentChangeInCapacity".
    [Fact]
    public void A_minimum_magnitude_requires_percentages_and_a_threshold_is_a_number()
    {
        StepSizing policy = new()
        {
            Metric = "load",
            Threshold = 50,
            Steps = [new(0, null, 1)],
            MinNodes = 1,
            MinAdjustmentMagnitude = 2,
        };

        Fields(policy with { AdjustmentType = AdjustmentType.PercentChangeInCapacity }).ShouldBeEmpty();
        Fields(policy).ShouldBe(["MinAdjustmentMagnitude"]);
        Fields(policy with { AdjustmentType = AdjustmentType.ExactCapacity, Threshold = double.NaN })
            .ShouldBe(["Threshold", "MinAdjustmentMagnitude"]);
    }

    // The steps cover 0 to 30 and 50 and more.
    [Fact]
    public void A_gap_between_steps_starts_at_the_highest_bound_below_it() =>
        new StepSizing
        {
            Metric = "load",
            Threshold = 50,
            Steps = [new(0, 30, 1), new(10, 20, 2), new(50, null, 3)],
        }
            .Check()
            .Select(problem => problem.Message)
            .ShouldBe(["there is a gap from 30 to 50 between two steps", "the ranges of two steps overlap"]);

    // AutoScaling API reference, PutScalingPolicy, ScalingAdjustment: "For exact capacity, you must specify a non-negative value."
    // MinAdjustmentMagnitude: only "when the adjustment type is PercentChangeInCapacity".
    [Fact]
    public void A_simple_policy_has_the_same_rules_for_adjustment_and_threshold_as_a_step_policy()
    {
        SimpleSizing policy = new()
        {
            Metric = "load",
            Threshold = 50,
            Adjustment = new(AdjustmentType.ChangeInCapacity, 1),
            MinNodes = 1,
        };
        CapacityAdjustment percentage = new(AdjustmentType.PercentChangeInCapacity, 10) { MinAdjustmentMagnitude = 2 };

        Fields(policy).ShouldBeEmpty();
        Fields(policy with { Adjustment = percentage }).ShouldBeEmpty();
        Fields(policy with { Adjustment = new(AdjustmentType.ExactCapacity, 0) }).ShouldBeEmpty();
        Fields(policy with { Threshold = double.NaN }).ShouldBe(["Threshold"]);
        Fields(policy with { Threshold = double.PositiveInfinity }).ShouldBe(["Threshold"]);
        Fields(policy with { Adjustment = new(AdjustmentType.ExactCapacity, -1) }).ShouldBe(["Adjustment"]);
        Fields(policy with { Adjustment = percentage with { Type = AdjustmentType.ChangeInCapacity } }).ShouldBe(["Adjustment"]);
        Fields(policy with { Adjustment = percentage with { MinAdjustmentMagnitude = -1 } }).ShouldBe(["Adjustment"]);
        foreach (double value in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Fields(policy with { Adjustment = new(AdjustmentType.ChangeInCapacity, value) }).ShouldBe(["Adjustment"]);
        }
    }

    // An option that is not a number compares false with every metric, so the policy would never act.
    [Fact]
    public void Options_that_are_no_number_are_reported()
    {
        const double None = double.NaN;
        SensorSizing sensor = new() { Metric = "load" };
        KpaSizing kpa = new() { StableMetric = "stable", PanicMetric = "panic" };

        Fields(sensor with { UpperThreshold = None, LowerThreshold = None }).ShouldBe(["UpperThreshold", "LowerThreshold"]);
        Fields(kpa with { TotalValue = None, TargetBurstCapacity = None }).ShouldBe(["TotalValue", "TargetBurstCapacity"]);
        Fields(kpa with { TotalValue = double.PositiveInfinity }).ShouldBe(["TotalValue"]);
        new StreamRules { MaxUtilization = None, MinUtilization = -1 }
            .Check()
            .Select(problem => problem.Field)
            .ShouldBe(["MaxUtilization", "MinUtilization"]);
        new HoltWinters { Season = 2, Alpha = None }
            .Check()
            .Select(problem => problem.Field)
            .ShouldBe(["Alpha"]);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void An_option_that_is_not_finite_is_reported_as_such(double value, string text)
    {
        ThresholdSizing threshold = new()
        {
            Metric = "load",
            UpperThreshold = value,
            LowerThreshold = 0,
        };
        TargetTrackingSizing tracking = new() { Metric = "load", Target = value };

        threshold.Check().ShouldHaveSingleItem().ToString().ShouldBe($"UpperThreshold: {text} is not a finite number; use 0 or more");
        tracking.Check().ShouldHaveSingleItem().ToString().ShouldBe($"Target: {text} is not a finite number; use more than 0");
    }

    [Fact]
    public void A_stabilization_window_of_zero_does_not_delay_the_first_scale_out() =>
        PolicySamples
            .Run(
                new StabilizedSizing
                {
                    Policy = new FixedSizing { Size = 6 },
                    ScaleOutStabilizationWindow = TimeSpan.Zero,
                },
                PolicySamples.Loads([1, 1]),
                size: 2
            )
            .Select(decision => decision.To)
            .ShouldBe([6, 6]);

    [Fact]
    public void Scale_in_waits_until_it_was_proposed_for_a_whole_stabilization_window()
    {
        StabilizedSizing policy = new()
        {
            Policy = TimelineSizing.Start(6).Then(TimeSpan.FromSeconds(10), 2),
            ScaleInStabilizationWindow = TimeSpan.FromSeconds(30),
        };

        Sizes(policy, [0, 0, 0, 0, 0]).ShouldBe([6, 6, 6, 2, 2]);
    }

    [Fact]
    public void A_seasonal_naive_forecast_is_the_value_one_season_ago()
    {
        SeasonalNaive forecaster = new() { Season = 3 };
        long[] state = new long[forecaster.StateLength];
        foreach (double value in (double[])[10, 20, 30, 11])
        {
            forecaster.Observe(value, state);
        }

        forecaster.Forecast(1, state).ShouldBe(20);
        forecaster.Forecast(3, state).ShouldBe(11);
    }

    [Fact]
    public void A_Holt_Winters_forecast_reproduces_a_perfectly_repeating_season()
    {
        HoltWinters forecaster = new() { Season = 4 };
        long[] state = new long[forecaster.StateLength];
        double[] season = [10, 50, 30, 20];
        for (int step = 0; step < 40; step++)
        {
            forecaster.Observe(season[step % 4], state);
        }

        Enumerable
            .Range(1, 4)
            .Select(steps => forecaster.Forecast(steps, state))
            .Zip(season)
            .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void A_forecast_changes_the_size_only_when_enabled_and_after_a_season()
    {
        ForecastSizing policy = new()
        {
            Metric = "load",
            Target = 10,
            Step = TimeSpan.FromSeconds(10),
            Forecaster = new SeasonalNaive { Season = 2 },
            IsScalingEnabled = true,
        };
        double[] loads = [70, 30, 70, 30];

        List<Decision> acting = PolicySamples.Run(policy, PolicySamples.Loads(loads));
        List<Decision> watching = PolicySamples.Run(policy with { IsScalingEnabled = false }, PolicySamples.Loads(loads));

        acting.Select(decision => decision.To).ShouldBe([4, 4, 7, 3]);
        watching.Select(decision => decision.To).ShouldBe([4, 4, 4, 4]);
        watching[2].UncorrectedSize.ShouldBe(7);
    }

    [Fact]
    public void The_elastic_speedup_of_a_perfect_system_over_an_imperfect_one_is_undefined()
    {
        Elasticity perfect = new(0, 1, 0, 1, 0, 0, 0, 0, 0, 0);
        Elasticity lacking = new(1, 1, 1, 1, 0, 0, 0, 0, 0, 0);

        perfect.SpeedupOver(lacking).ShouldBeNull();
        perfect.SpeedupOver(perfect).ShouldBe(1);
    }

    /// <summary>By hand: only 4 / 2 and 4 / 8 are defined, whose mean is 1.</summary>
    [Fact]
    public void Undefined_elasticity_terms_are_excluded_from_speedup_and_deviation()
    {
        Elasticity system = new(2, 4, null, 8, 0, 0, 0, 0, 0, null);
        Elasticity baseline = new(4, null, 5, 4, 0, 0, 0, 0, 0, null);

        system.SpeedupOver(baseline).ShouldBe(1);
        system.SpeedupOver(baseline with { ThetaUnder = null }).ShouldBe(0.5);
        system.SpeedupOver(baseline with { ThetaUnder = null, TauOver = null }).ShouldBeNull("nothing is defined for both");
        system.Deviation.ShouldBe(Math.Cbrt(8 + 64 + 512));
        (system with { TauUnder = double.NaN }).SpeedupOver(baseline with { ThetaOver = double.PositiveInfinity }).ShouldBe(1);
        (system with { TauUnder = double.NaN }).Deviation.ShouldBe(system.Deviation);
    }

    [Fact]
    public void Instability_is_undefined_for_fewer_than_two_samples() =>
        Elasticity.Measure([new(0, 1)], [new(0, 1)], TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)).InstabilityPercent.ShouldBeNull();

    [Fact]
    public void Invalid_options_of_nested_policies_are_reported_together()
    {
        MaxSizing policy = new()
        {
            Policies =
            [
                new ThresholdSizing
                {
                    Metric = "",
                    UpperThreshold = 1,
                    LowerThreshold = 2,
                    ScaleOutStep = 0,
                    MinNodes = 3,
                    MaxNodes = 2,
                },
            ],
        };

        policy
            .Check()
            .Select(problem => problem.Field)
            .ShouldBe(["Policies.Metric", "Policies.ScaleOutStep", "Policies.MaxNodes", "Policies.LowerThreshold"]);
    }

    private static string?[] Fields(ISizingPolicy policy) => [.. policy.Check().Select(problem => problem.Field)];

    private static IEnumerable<int> Sizes(ISizingPolicy policy, IEnumerable<double> loads) =>
        PolicySamples.Run(policy, PolicySamples.Loads(loads)).Select(decision => decision.To);

    // The rule of the recorded Kubernetes behavior: start = current - added + removed in the period; current may be set
    // externally to less than was added.
    [Fact]
    public void A_rate_limit_counts_from_the_size_at_the_start_of_its_period_even_if_negative()
    {
        DateTimeOffset start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        HpaBehavior behavior = new()
        {
            ScaleUp = new()
            {
                Policies =
                [
                    new(HpaScalingPolicyType.Pods, 1, TimeSpan.FromSeconds(120)),
                    new(HpaScalingPolicyType.Pods, 2, TimeSpan.FromSeconds(60)),
                ],
            },
        };
        long[] state = new long[behavior.StateLength];
        behavior.RecordScaleEvent(start.AddSeconds(30), 2, state);

        behavior.Limit(start.AddSeconds(45), current: 1, desired: 10, minNodes: 1, maxNodes: int.MaxValue, state, out _).ShouldBe(1);
    }
}
