using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

public class MetricDoubtTests
{
    private static readonly SensorSizing Busy = new()
    {
        Metric = "cpu",
        UpperThreshold = 50,
        LowerThreshold = 10,
    };

    [Theory]
    [InlineData(0, 90, MetricState.Fresh, 4)]
    [InlineData(-3600, 90, MetricState.Fresh, 3)]
    [InlineData(3600 * 24, 90, MetricState.Fresh, 3)]
    [InlineData(0, double.NaN, MetricState.Fresh, 3)]
    [InlineData(0, -5, MetricState.Fresh, 3)]
    [InlineData(0, 90, MetricState.Stale, 3)]
    [InlineData(0, 90, MetricState.Failed, 3)]
    public Task Only_fresh_and_valid_node_samples_change_the_size(int secondsOff, double value, MetricState state, int expected) =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                Reporter reporter = new(at => new MetricReading
                {
                    State = state,
                    Timestamp = at,
                    Samples = new[] { NodeSample.FromValue(value, at.AddSeconds(secondsOff)) },
                });

                (await CyclesAsync(reporter, cluster, cancellationToken))[0].Decision.To.ShouldBe(expected);
            }
        );

    [Fact]
    public Task A_metric_source_that_fails_after_a_reading_holds_the_size() =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                int asked = 0;
                Reporter reporter = new(at =>
                    ++asked > 1
                        ? throw new IOException("gone")
                        : new MetricReading
                        {
                            State = MetricState.Fresh,
                            Timestamp = at,
                            Samples = new[] { NodeSample.FromValue(90, at) },
                        }
                );

                EngineCycle[] cycles = await CyclesAsync(reporter, cluster, cancellationToken, count: 4);

                cycles.Select(cycle => cycle.Decision.To).ShouldBe([4, 4, 4, 4]);
                cycles[1].Decision.Cause.ShouldBe(DecisionCause.MetricFailed);
            }
        );

    [Fact]
    public Task A_reading_with_a_future_timestamp_fails_the_metric() =>
        RunAsync(
            async (cluster, cancellationToken) =>
            {
                Reporter reporter = new(at => MetricReading.FromValue("cpu", 90, at.AddDays(400)));

                (await CyclesAsync(reporter, cluster, cancellationToken))[0].Decision.Cause.ShouldBe(DecisionCause.MetricFailed);
            }
        );

    [Fact]
    public void A_metric_without_a_source_is_rejected_with_a_suggested_name()
    {
        DecisionEngineBuilder wrong = DecisionEngine
            .Create("web")
            .UseSizing(Busy with { Metric = "cqu" })
            .AddMetric("cpu", (_, _) => Task.FromResult(1.0));

        Should
            .Throw<DecisionException>(() => wrong.Build())
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("it reads 'cqu', which no source measures; did you mean 'cpu'?");
    }

    [Fact]
    public void A_backtest_rejects_a_metric_that_its_model_does_not_measure()
    {
        ThresholdSizing wrong = new()
        {
            Metric = "load_per_nod",
            UpperThreshold = 80,
            LowerThreshold = 40,
        };

        Problem problem = Should
            .Throw<DecisionException>(() =>
                Backtest.Run(
                    new MaxSizing { Policies = [wrong, Busy with { Metric = "load" }] },
                    SyntheticTrace.Constant(1, TimeSpan.FromMinutes(1), 3),
                    new BacktestModel { NodeCapacity = 1 }
                )
            )
            .Problems.ShouldHaveSingleItem();

        (problem.Code, problem.Advice).ShouldBe(
            (ProblemCode.UnknownReference, "use one of load, load_per_node, utilization, queue, served")
        );
    }

    // AWS: "a simple scaling policy waits for the scaling activity to complete". Changes in progress count, regardless
    // of the length of the cooldown.
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Simple_scaling_waits_for_in_flight_nodes_regardless_of_its_cooldown(int cooldown)
    {
        SimpleSizing policy = new()
        {
            Metric = "cpu",
            Threshold = 50,
            Adjustment = new(AdjustmentType.ChangeInCapacity, 1),
            Cooldown = TimeSpan.FromSeconds(cooldown),
        };
        long[] state = new long[policy.StateLength];
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int Decide(int seconds, int desired, int inFlight) =>
            policy
                .Decide(
                    new()
                    {
                        Timestamp = at.AddSeconds(seconds),
                        DesiredCount = desired,
                        InFlightCount = inFlight,
                        Metrics = new[] { MetricReading.FromValue("cpu", 90) },
                    },
                    state
                )
                .To;

        Decide(0, 1, 0).ShouldBe(2);
        Decide(10, 2, 1).ShouldBe(2);
        Decide(20, 2, 1).ShouldBe(2);
        Decide(30, 2, 0).ShouldBe(cooldown == 0 ? 3 : 2);
        Decide(40, 2, 0).ShouldBe(3);
    }

    private static Task<EngineCycle[]> CyclesAsync(
        Reporter reporter,
        LiveCluster cluster,
        CancellationToken cancellationToken,
        int count = 1
    ) =>
        EngineRun.CyclesAsync(
            DecisionEngine.Create("web").AddCloud("hotel").UseSizing(Busy).AddMetric(reporter),
            count,
            cluster,
            cancellationToken
        );

    private static async Task RunAsync(Func<LiveCluster, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 3 };
        await provider.RunAsync(async cancellationToken =>
        {
            Topology three = Topology
                .Create("demo")
                .Build()
                .WithDomain(new Domain("web") { Clouds = [new DomainCloud("hotel")] })
                .WithCapacity("web", 3);
            await using LiveCluster cluster = await LiveCluster.Create(three).UseProvider(provider).ProvisionAsync(cancellationToken);
            await program(cluster, cancellationToken);
        });
    }

    private sealed class Reporter(Func<DateTimeOffset, MetricReading> read) : IMetricSource
    {
        public string Name => "cpu";

        public Task<MetricReading> ReadAsync(MetricRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(read(request.Timestamp));
    }
}
