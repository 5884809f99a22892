using Loopback.Services.Flink;
using Scalewright.Experiments.Flink;

namespace Experiments.Services.Tests.Flink;

internal sealed class FlinkTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly TemporaryFolder _folder = new();

    private FlinkTest(Experiment experiment, LeapingClock clock, FlinkCluster cluster, LoopbackServer server)
    {
        (Experiment, Clock, Cluster, Server) = (experiment, clock, cluster, server);
        ChaosMesh = new ChaosMesh(clock);
        Site = new LoopbackSite(cluster) { ChaosMesh = ChaosMesh };
        Options = new FlinkRunOptions(
            new HttpServiceOptions(server.Address) { Clock = clock, Timeout = Patience },
            _folder.Write("join.jar", "PK"),
            "s3://savepoints/join"
        )
        {
            Arguments = ["--join", "{join}", "--source", "{source}"],
            Environment = Site,
            SavepointTimeout = TimeSpan.FromMinutes(2),
            StartTimeout = TimeSpan.FromMinutes(6),
        };
    }

    public Experiment Experiment { get; }

    public LeapingClock Clock { get; }

    public FlinkCluster Cluster { get; }

    public LoopbackServer Server { get; }

    public ChaosMesh ChaosMesh { get; }

    public LoopbackSite Site { get; }

    public FlinkRunOptions Options { get; }

    /// <summary>The second operator takes 1 ms per record, and 2,500 records a second arrive.</summary>
    public static Experiment Join { get; } =
        Experiment
            .Create("join")
            .AddNodes(new NodeClass("pico", 3) { Cores = 12 })
            .UseJob(
                new StreamJob("join")
                {
                    Topics = [new JobTopic("vehicles", 12)],
                    Operators =
                    [
                        new JobOperator("source") { Topic = "vehicles", CpuTimePerRecord = TimeSpan.FromMicroseconds(10) },
                        new JobOperator("join")
                        {
                            Inputs = [new JobInput("source")],
                            CpuTimePerRecord = TimeSpan.FromMilliseconds(1),
                            Partitioning = StreamPartitioning.Keyed,
                            KeyCount = 5_000,
                        },
                    ],
                }
            )
            .WithTaskManagers(1, template => template with { Cpus = 4 })
            .AddLoad("vehicles", "vehicles", new ConstantLoad(2_500))
            .WithDuration(TimeSpan.FromMinutes(8))
            .WithWarmUp(TimeSpan.FromSeconds(30))
            .WithSeed(7)
            .Build();

    /// <summary>The same, scaled from one task manager to three, one at a time.</summary>
    public static Experiment Scaled { get; } =
        Join with
        {
            Scaling = new StepStrategy([
                new ScalingStep("pico", [new ScalingEntry(3, TaskManagerSize.Template) { Method = ScalingMethod.Linear }]),
            ]),
            ScalingInterval = TimeSpan.FromMinutes(2),
        };

    public static async Task<FlinkTest> StartAsync(Experiment experiment)
    {
        LeapingClock clock = new(Patience);
        FlinkCluster cluster = new(experiment, clock);
        return new FlinkTest(experiment, clock, cluster, await LoopbackServer.StartAsync(cluster.AnswerAsync));
    }

    public async Task<(RunResult Result, RunHistory History)> RunAsync(
        Func<FlinkRunOptions, FlinkRunOptions>? change = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        RunResult result = await new FlinkRun(change is null ? Options : change(Options)).RunAsync(
            Experiment,
            writer,
            progress,
            cancellationToken
        );
        writer.End(result.Outcome, result.Reason);
        return (result, HistoryReader.Read(stream.ToArray(), number: 1));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
