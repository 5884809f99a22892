namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Policies that see individual nodes of a back-test. The figures are calculated by hand.</summary>
public class BacktestNodesTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly BacktestModel Web = new()
    {
        NodeCapacity = 100,
        BootDelay = Minute * 2,
        BootJitter = Minute,
        WarmUpPeriod = Minute,
        FailuresPerHour = 0.5,
        BootFailureProbability = 0.1,
        IncludeNodeObservations = true,
        Clouds = [new DomainCloud("hotel") { MaxNodes = 3 }, new DomainCloud("sierra")],
    };

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = BacktestModel.LoadPerNodeMetric,
        UpperThreshold = 90,
        LowerThreshold = 40,
        MinNodes = 1,
        MaxNodes = 100,
        ScaleOutCooldown = Minute,
        ScaleInCooldown = Minute * 5,
    };

    [Fact]
    public void Node_observations_distinguish_booting_warming_and_ready_nodes()
    {
        Watcher watcher = new(3);
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            BootDelay = Minute * 2,
            WarmUpPeriod = Minute,
            WarmUpCapacityRatio = 0.5,
            IncludeNodeObservations = true,
        };

        Backtest.Run(watcher, SyntheticTrace.Constant(30, Minute, 4) with { Start = Start }, model);

        watcher.Seen.ShouldBe([
            "-1440m 30/10 100%",
            "-1440m 50/10 100%; starting; starting",
            "-1440m 35/10 100%; 2m 17.5/5 100%; 2m 17.5/5 100%",
            "-1440m 26.67/10 100%; 2m 26.67/10 100%; 2m 26.67/10 100%",
        ]);
    }

    [Fact]
    public void Scale_in_removes_the_youngest_nodes_first()
    {
        Watcher watcher = new(3, 3, 2, 1);
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            BootDelay = TimeSpan.Zero,
            IncludeNodeObservations = true,
        };

        Backtest.Run(watcher, SyntheticTrace.Constant(0, Minute, 4) with { Start = Start }, model);

        watcher.Seen.ShouldBe([
            "-1440m 0/10 0%",
            "-1440m 0/10 0%; 1m 0/10 0%; 1m 0/10 0%",
            "-1440m 0/10 0%; 1m 0/10 0%; 1m 0/10 0%",
            "-1440m 0/10 0%; 1m 0/10 0%",
        ]);
    }

    [Fact]
    public void Nodes_have_no_samples_during_a_metric_outage()
    {
        Watcher watcher = new(1);
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            IncludeNodeObservations = true,
            Outages = [new MetricOutage(Minute, Minute, MetricState.Stale)],
        };

        Backtest.Run(watcher, SyntheticTrace.Constant(10, Minute, 3) with { Start = Start }, model);

        watcher.Seen.ShouldBe(["-1440m 10/10 100%", "-1440m", "-1440m 10/10 100%"]);
    }

    [Fact]
    public void Including_node_observations_does_not_change_an_aggregate_policy()
    {
        foreach (LoadTrace trace in new[] { RecordedLoads.NasaWeek.ScaleToPeak(2000), RecordedLoads.AzureCode.ScaleToPeak(2000) })
        {
            BacktestReport seen = Backtest.Run(Threshold, trace, Web);
            BacktestReport counted = Backtest.Run(Threshold, trace, Web with { IncludeNodeObservations = false });

            seen.Steps.ShouldBe(counted.Steps);
            seen.Cost.ShouldBe(counted.Cost);
        }
    }

    [Fact]
    public void Every_ready_or_in_flight_node_has_an_observation()
    {
        Counter counter = new(Threshold);

        BacktestReport report = Backtest.Run(counter, RecordedLoads.NasaWeek.ScaleToPeak(5000), Web);

        report.FailureCount.ShouldBeGreaterThan(10);
        counter.Wrong.ShouldBe(0);
        counter.Right.ShouldBe(report.DecisionCount);
    }

    [Fact]
    public void An_HPA_policy_reads_pod_metrics_in_a_backtest()
    {
        HpaSizing policy = new() { Metrics = [new HpaMetric(BacktestModel.LoadPerNodeMetric, 10, HpaMetricKind.Pods)] };
        BacktestModel model = new()
        {
            NodeCapacity = 10,
            InitialNodes = 4,
            BootDelay = Minute * 3,
            IncludeNodeObservations = true,
        };

        BacktestReport report = Backtest.Run(policy, SyntheticTrace.Constant(60, Minute, 2) with { Start = Start }, model);

        report.Decisions.First().To.ShouldBe(6, "4 pods with 15 each, 10 are wanted: ceil(1.5 * 4)");
    }

    private sealed class Watcher(params int[] sizes) : ISizingPolicy
    {
        public List<string> Seen { get; } = [];

        public int StateLength => 0;

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            List<string> nodes = [];
            ReadOnlySpan<NodeSample> loads = observation.FindMetric(BacktestModel.LoadPerNodeMetric).Samples.Span;
            ReadOnlySpan<NodeSample> uses = observation.FindMetric(BacktestModel.UtilizationMetric).Samples.Span;
            for (int index = 0; index < observation.Nodes.Length; index++)
            {
                NodeObservation node = observation.Nodes[index];
                string since = node.StartedAt is { } at ? FormattableString.Invariant($"{(at - Start).TotalMinutes}m") : "starting";
                nodes.Add(
                    index < loads.Length
                        ? FormattableString.Invariant(
                            $"{since} {loads[index].Value:0.##}/{loads[index].Capacity} {uses[index].Value:0.##}%"
                        )
                        : since
                );
            }

            Seen.Add(string.Join("; ", nodes));
            return Decision
                .Hold(observation.Timestamp, observation.DesiredCount)
                .Exactly(sizes[Math.Min(Seen.Count - 1, sizes.Length - 1)], DecisionCause.Schedule);
        }
    }

    private sealed class Counter(ISizingPolicy policy) : ISizingPolicy
    {
        public int Right { get; private set; }

        public int Wrong { get; private set; }

        public int StateLength => policy.StateLength;

        public Decision Decide(in DomainObservation observation, Span<long> state)
        {
            int ready = 0;
            foreach (ref readonly NodeObservation node in observation.Nodes)
            {
                ready += node.IsReady ? 1 : 0;
            }

            bool isRight =
                ready == observation.ReadyCount
                && observation.Nodes.Length - ready == observation.InFlightCount
                && observation.FindMetric(BacktestModel.UtilizationMetric).Samples.Length == ready;
            (Right, Wrong) = isRight ? (Right + 1, Wrong) : (Right, Wrong + 1);
            return policy.Decide(observation, state);
        }
    }
}
