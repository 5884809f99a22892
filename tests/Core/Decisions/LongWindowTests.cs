namespace Sdk.Tests.Decisions;

public class LongWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(15, 10, -1)]
    [InlineData(60, 10, -1)]
    [InlineData(15, 10, 1)]
    [InlineData(60, 5, 1)]
    [InlineData(180, 10, -1)]
    public void A_stabilized_size_considers_all_proposals_of_its_window(int windowMinutes, int periodSeconds, int slope)
    {
        TimeSpan window = TimeSpan.FromMinutes(windowMinutes);
        StabilizedSizing policy = new()
        {
            Policy = new Follow(),
            ScaleInStabilizationWindow = slope < 0 ? window : TimeSpan.Zero,
            ScaleOutStabilizationWindow = slope > 0 ? window : TimeSpan.Zero,
        };
        long[] state = new long[policy.StateLength];
        List<(DateTimeOffset At, int Size)> wanted = [(Start, 5000)];
        policy.Initialize(new() { Timestamp = Start, DesiredCount = 5000 }, state);
        int size = 5000;
        for (int cycle = 1; cycle <= 2000; cycle++)
        {
            DateTimeOffset now = Start.AddSeconds(cycle * periodSeconds);
            int load = 5000 + (slope * cycle);
            wanted.Add((now, load));
            Decision decision = policy.Decide(
                new()
                {
                    Timestamp = now,
                    DesiredCount = size,
                    Metrics = new[] { MetricReading.FromValue("load", load) },
                },
                state
            );
            int[] within = [.. wanted.Where(one => one.At > now - window).Select(one => one.Size)];
            int expected = slope < 0 ? Math.Min(size, within.Max()) : Math.Max(size, within.Min());
            decision.To.ShouldBe(expected, $"cycle {cycle}");
            size = decision.To;
        }
    }

    [Fact]
    public void The_Knative_scale_down_delay_holds_the_largest_size_of_all_buckets()
    {
        KpaSizing policy = new()
        {
            StableMetric = "load",
            PanicMetric = "load",
            TargetValue = 1,
            ScaleDownDelay = TimeSpan.FromMinutes(10),
            MaxScaleDownRate = 1000,
            PanicThreshold = 1000,
        };
        long[] state = new long[policy.StateLength];
        for (int tick = 1; tick <= 900; tick++)
        {
            Decision decision = policy.Decide(
                new()
                {
                    Timestamp = Start.AddSeconds(2 * tick),
                    DesiredCount = 2000,
                    ReadyCount = 2000,
                    Metrics = new[] { MetricReading.FromValue("load", 2000 - tick) },
                },
                state
            );

            // The current bucket and the 299 before it.
            decision.To.ShouldBe(2000 - Math.Max(1, tick - 299), $"tick {tick}");
        }
    }

    [Fact]
    public void A_Kubernetes_scaling_policy_counts_every_change_in_its_period()
    {
        HpaBehavior behavior = new() { ScaleUp = new() { Policies = [new(HpaScalingPolicyType.Pods, 100, TimeSpan.FromSeconds(600))] } };
        long[] state = new long[behavior.StateLength];
        int size = 1;
        List<int> changes = [];
        for (int second = 1; second <= 1500; second++)
        {
            DateTimeOffset now = Start.AddSeconds(second);
            int next = behavior.Limit(now, size, size + 1, 1, 100_000, state, out _);

            // At most 100 more than at the start of the period.
            int begin = size - changes.Count(at => at > second - 600);
            next.ShouldBe(Math.Min(size + 1, begin + 100), $"second {second}");
            behavior.RecordScaleEvent(now, next - size, state);
            changes.AddRange(Enumerable.Repeat(second, next - size));
            size = next;
        }

        size.ShouldBe(1 + 300, "100 in each of the periods that began");
    }

    [Fact]
    public void The_Kubernetes_stabilization_window_includes_recommendations_made_every_second()
    {
        HpaBehavior behavior = new();
        long[] state = new long[behavior.StateLength];
        for (int second = 1; second <= 2000; second++)
        {
            DateTimeOffset now = Start.AddSeconds(second);
            behavior
                .Stabilize(now, current: 5000, desired: 3000 - second, state)
                .ShouldBe(3000 - Math.Max(second > 1 ? 1 : second, second - 299), $"second {second}");
            behavior.RecordRecommendation(now, 3000 - second, state);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData((24 * 365 * 30) + 7)]
    public void A_forecast_keeps_the_time_of_day_across_any_gap(int hoursOfSilence)
    {
        foreach (IForecaster forecaster in (IForecaster[])[new SeasonalNaive { Season = 24 }, new HoltWinters { Season = 24 }])
        {
            ForecastSizing policy = new()
            {
                Metric = "load",
                Target = 1,
                Forecaster = forecaster,
                Step = TimeSpan.FromHours(1),
                IsScalingEnabled = true,
            };
            long[] state = new long[policy.StateLength];
            int hour = 0;
            for (; hour < 96; hour++)
            {
                Decide(policy, hour, state);
            }

            hour += hoursOfSilence;
            for (int after = 0; after < 3; after++, hour++)
            {
                // Learns the preceding hour, and forecasts the one that started.
                Decide(policy, hour, state).Inputs.A.ShouldBe(LoadAt(hour), 2, $"{forecaster} at hour {hour}");
            }
        }
    }

    [Fact]
    public void A_clock_that_repeatedly_steps_back_an_hour_does_not_shift_a_forecast()
    {
        ForecastSizing policy = new()
        {
            Metric = "load",
            Target = 1,
            Forecaster = new SeasonalNaive { Season = 24 },
            Step = TimeSpan.FromHours(1),
            IsScalingEnabled = true,
        };
        long[] state = new long[policy.StateLength];
        for (int hour = 0; hour < 96; hour++)
        {
            Decide(policy, hour, state);
            Decide(policy, hour, state, clockHour: Math.Max(0, hour - 1));
        }

        Decide(policy, 96, state).Inputs.A.ShouldBe(LoadAt(96), 1e-9);
    }

    private static double LoadAt(int hour) => 100 + (10 * (hour % 24));

    private static Decision Decide(ForecastSizing policy, int hour, long[] state, int? clockHour = null) =>
        policy.Decide(
            new()
            {
                Timestamp = Start.AddHours(clockHour ?? hour),
                DesiredCount = 1,
                ReadyCount = 1,
                Metrics = new[] { MetricReading.FromValue("load", LoadAt(hour)) },
            },
            state
        );

    [Fact]
    public void A_backtest_of_an_engine_uses_its_cycle_interval()
    {
        LoadTrace load = SyntheticTrace.Daily(1, TimeSpan.FromSeconds(10), 1, 1000);
        BacktestModel model = new() { NodeCapacity = 100 };

        Backtest.Run(Engine(TimeSpan.FromSeconds(10)), load, model).DecisionCount.ShouldBe(8640);
        Backtest.Run(Engine(TimeSpan.FromMinutes(10)), load, model).DecisionCount.ShouldBe(144);
        Backtest.Run(Engine(TimeSpan.FromSeconds(1)), load, model).DecisionCount.ShouldBe(8640, "the load tells no more");
    }

    [Fact]
    public void A_backtest_of_an_incompatible_engine_reports_all_problems()
    {
        LoadTrace load = SyntheticTrace.Constant(1, TimeSpan.FromSeconds(10), 3);

        DecisionException refused = Should.Throw<DecisionException>(() =>
            Backtest.Run(
                Engine(TimeSpan.FromSeconds(25)),
                load,
                new()
                {
                    NodeCapacity = -1,
                    BootDelay = TimeSpan.FromMinutes(9),
                    BootJitter = TimeSpan.FromMinutes(1),
                }
            )
        );

        refused
            .Problems.Select(problem => (problem.Field, problem.Message))
            .ShouldBe([
                ("CycleInterval", "00:00:25 is not a multiple of the load's step, 00:00:10"),
                ("BootDelay", "00:09:00 with a jitter of 00:01:00 is as long as the engine waits for a node, 00:10:00, or longer"),
                ("NodeCapacity", "-1 is not a number above 0"),
            ]);
    }

    private static DecisionEngine Engine(TimeSpan period) =>
        DecisionEngine.Create("web").UseSizing(new FixedSizing { Size = 1 }).WithCycleInterval(period).Build();

    private sealed record Follow : ISizingPolicy
    {
        private static readonly DecisionRule Rule = new("follow", "load", ["load"], input => input.A);

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(observation.FindMetric("load").Value));
    }
}
