using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>
/// Metric windows as in the Knative autoscaler: 60 s and 6 s, read every 2 s (knative/serving documentation).
/// </summary>
public class MetricWindowTests
{
    private const double Usual = 20;
    private const double Spike = 200;
    private const double SpikeSeconds = 120;

    private static readonly TimeSpan Two = TimeSpan.FromSeconds(2);

    private static readonly KpaSizing Knative = new()
    {
        StableMetric = "load_stable",
        PanicMetric = "load_panic",
        TargetValue = 10,
    };

    /// <summary>
    /// A spike fills the panic window in three readings: averages of 80, 140 and 200, at 10 per node.
    /// </summary>
    private static readonly int[] Growing = [8, 14, 20];

    [Fact]
    public Task A_metric_window_averages_the_readings_within_it() =>
        RunAsync(
            async (provider, cluster, cancellationToken) =>
            {
                DateTimeOffset start = provider.Clock.GetUtcNow();
                DecisionEngineBuilder engine = DecisionEngine
                    .Create("pool")
                    .UseSizing(new FixedSizing { Size = 0 })
                    .WithCycleInterval(Two)
                    .AddMetric("load", (request, _) => Task.FromResult((request.Timestamp - start).TotalSeconds))
                    .AddMetricWindows(MetricWindow.CreateKnativeWindows("load"));

                EngineCycle[] cycles = await EngineRun.CyclesAsync(engine, 61, cluster, cancellationToken);

                // At second 120 the windows contain the readings 62 to 120 and 116 to 120.
                cycles[^1]
                    .Metrics.Select(metric => (metric.Name, metric.Value))
                    .ShouldBe([("load", 120), ("load_stable", 91), ("load_panic", 118)]);
                cycles[1].Metrics[1].Value.ShouldBe(1, "a window that is not full yet averages what there is: 0 and 2");
            }
        );

    [Fact]
    public Task Metrics_are_sampled_between_cycles_at_the_sample_interval() =>
        RunAsync(
            async (provider, cluster, cancellationToken) =>
            {
                DateTimeOffset start = provider.Clock.GetUtcNow();
                DecisionEngineBuilder engine = DecisionEngine
                    .Create("pool")
                    .UseSizing(new FixedSizing { Size = 0 })
                    .WithCycleInterval(Two * 5)
                    .AddMetric("load", (request, _) => Task.FromResult((request.Timestamp - start).TotalSeconds))
                    .AddMetricWindows(MetricWindow.CreateKnativeWindows("load"), sampleInterval: Two);

                EngineCycle[] cycles = await EngineRun.CyclesAsync(engine, 4, cluster, cancellationToken);

                cycles.Select(cycle => cycle.Decision.Timestamp - start).ShouldBe([Two * 0, Two * 5, Two * 10, Two * 15]);
                cycles[^1].Metrics[2].Value.ShouldBe(28, "26, 28 and 30");
            }
        );

    [Fact]
    public Task A_load_spike_puts_a_live_domain_into_panic_mode() =>
        RunAsync(
            async (provider, cluster, cancellationToken) =>
            {
                DateTimeOffset start = provider.Clock.GetUtcNow();
                DecisionEngineBuilder engine = DecisionEngine
                    .Create("pool")
                    .UseSizing(Knative)
                    .WithCycleInterval(Two)
                    .AddMetric("load", (request, _) =>
                        Task.FromResult((request.Timestamp - start).TotalSeconds < SpikeSeconds ? Usual : Spike)
                    )
                    .AddMetricWindows(MetricWindow.CreateKnativeWindows("load"));

                EngineCycle[] cycles = await EngineRun.CyclesAsync(engine, 64, cluster, cancellationToken);

                cycles[^5].Decision.To.ShouldBe(2);
                cycles[^4..^1].Select(cycle => cycle.Decision.To).ShouldBe(Growing);
                cycles[^4].Decision.Rule.Name.ShouldBe("knative, panic");
            }
        );

    [Fact]
    public void A_backtest_of_a_load_spike_makes_the_same_decisions_as_a_live_domain()
    {
        LoadTrace trace = new("spike", Two, Enumerable.Range(0, 64).Select(step => step * 2 < SpikeSeconds ? Usual : Spike).ToValueList());
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            InitialNodes = 2,
            BootDelay = TimeSpan.FromSeconds(30),
            MetricWindows = MetricWindow.CreateKnativeWindows(BacktestModel.LoadMetric),
        };

        BacktestReport report = Backtest.Run(Knative, trace, model);

        report.Steps[59].DesiredCount.ShouldBe(2);
        report.Steps.Skip(60).Take(3).Select(step => step.DesiredCount).ShouldBe(Growing);
    }

    [Fact]
    public void A_decision_every_third_step_sees_the_load_of_the_steps_between()
    {
        LoadTrace trace = new("ramp", Two, Enumerable.Range(0, 10).Select(step => (double)step).ToValueList());
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            StepsPerDecision = 3,
            MetricWindows = [new("mean", BacktestModel.LoadMetric, TimeSpan.FromSeconds(6))],
        };

        Backtest.Run(new SeenSizing("mean"), trace, model).Decisions.Select(decision => decision.Inputs.A).ShouldBe([0, 2, 5, 8]);
    }

    [Theory]
    [InlineData(0, new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(3, new double[] { 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(4, new double[] { 0, 0, 0, 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(86_400, new double[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public void Delayed_metrics_are_those_of_an_earlier_step(int seconds, double[] seen)
    {
        LoadTrace trace = new("ramp", Two, Enumerable.Range(0, 10).Select(step => (double)step).ToValueList());
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            MetricDelay = TimeSpan.FromSeconds(seconds),
            MetricWindows = [new("last", BacktestModel.LoadMetric, Two)],
        };

        Backtest.Run(new SeenSizing("load"), trace, model).Decisions.Select(decision => decision.Inputs.A).ShouldBe(seen);
        Backtest.Run(new SeenSizing("last"), trace, model).Decisions.Select(decision => decision.Inputs.A).ShouldBe(seen);
    }

    [Fact]
    public void Before_the_first_delayed_metrics_a_policy_sees_none()
    {
        LoadTrace trace = new("flat", Two, [5, 5, 5]);
        TargetTrackingSizing tracking = new() { Metric = BacktestModel.LoadMetric, Target = 1 };

        DecisionCause[] causes =
        [
            .. Backtest
                .Run(tracking, trace, new BacktestModel { NodeCapacity = 10, MetricDelay = Two })
                .Decisions.Select(decision => decision.Cause),
        ];

        causes[0].ShouldBe(DecisionCause.MetricMissing);
        causes[1].ShouldNotBe(DecisionCause.MetricMissing);
    }

    [Fact]
    public void The_served_load_is_limited_by_the_capacity_and_the_load_is_not()
    {
        LoadTrace trace = new("burst", Two, [10, 0, 0]);
        BacktestModel model = new() { NodeCapacity = 4 };

        double[] Seen(string metric) =>
            [.. Backtest.Run(new SeenSizing(metric), trace, model).Decisions.Select(decision => decision.Inputs.A)];

        Seen(BacktestModel.ServedMetric).ShouldBe([4, 4, 2]);
        Seen(BacktestModel.LoadMetric).ShouldBe([10, 0, 0]);
        Seen(BacktestModel.QueueMetric).ShouldBe([6, 2, 0]);
    }

    [Fact]
    public void A_delay_cannot_be_combined_with_metrics_of_single_nodes()
    {
        BacktestModel model = new()
        {
            NodeCapacity = 4,
            MetricDelay = Two,
            IncludeNodeObservations = true,
        };

        model.Check().Select(problem => problem.Field).ShouldBe(["MetricDelay"]);
        (model with { MetricDelay = -Two, IncludeNodeObservations = false })
            .Check()
            .Select(problem => problem.Field)
            .ShouldBe(["MetricDelay"]);
    }

    [Fact]
    public void A_metric_window_fails_in_an_outage_once_it_contains_no_readings()
    {
        LoadTrace trace = new("flat", Two, Enumerable.Repeat(Usual, 40).ToValueList());
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            InitialNodes = 2,
            MetricWindows = MetricWindow.CreateKnativeWindows(BacktestModel.LoadMetric),
            Outages = [new MetricOutage(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20))],
        };

        DecisionCause[] causes = [.. Backtest.Run(Knative, trace, model).Decisions.Select(decision => decision.Cause)];

        // Steps 10 to 19 fail; two more readings are in the window of 6 s.
        Enumerable.Range(0, causes.Length).Where(step => causes[step] == DecisionCause.MetricFailed).ShouldBe(Enumerable.Range(12, 8));
    }

    [Fact]
    public void Invalid_metric_windows_are_reported_together()
    {
        DecisionException refused = Should.Throw<DecisionException>(() =>
            DecisionEngine
                .Create("pool")
                .UseSizing(new FixedSizing { Size = 1 })
                .AddMetric("load", (_, _) => Task.FromResult(1.0))
                .AddMetricWindows([new("load", "load", Two), new("mean", "nothing", TimeSpan.Zero)], TimeSpan.FromSeconds(3))
                .Build()
        );

        refused
            .Problems.Select(problem => problem.Field)
            .ShouldBe(["SampleInterval", "MetricWindows.load", "MetricWindows.mean", "MetricWindows.mean"]);
    }

    private static async Task RunAsync(Func<SimulationProvider, LiveCluster, CancellationToken, Task> body)
    {
        await using SimulationProvider provider = new() { Seed = 11 };
        await provider.RunAsync(async cancellationToken =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Topology.Create("demo").Build())
                .UseProvider(provider)
                .ProvisionAsync(cancellationToken);
            await body(provider, cluster, cancellationToken);
        });
    }

    private sealed record SeenSizing(string Metric) : ISizingPolicy
    {
        private static readonly DecisionRule Rule = new("seen", "1", ["value"], _ => 1);

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(observation.FindMetric(Metric).Value));
    }
}
