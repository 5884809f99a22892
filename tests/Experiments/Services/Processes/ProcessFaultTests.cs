using Scalewright.Providers.Simulation;

namespace Experiments.Services.Tests.Processes;

/// <summary>Tests faults as another provider observes them. A run ends once the expected event was observed.</summary>
public sealed class ProcessFaultTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("scalewright-faults-").FullName;

    private string Run => Path.Combine(_folder, "run");

    private string Nodes => Path.Combine(Run, "n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [MachineFact("namespaces")]
    public async Task Faults_without_a_duration_last_until_the_run_ends_and_leave_nothing_behind()
    {
        Experiment experiment = Describe() with
        {
            Faults = FaultSchedule
                .Empty.Add(Soon, new FreezeNode("pico-1"))
                .Add(Soon, new FillDisk("pico-2"))
                .Add(Soon, new IsolateHost("pico-2"))
                .Add(2 * Soon, new CrashNode("pico-3")),
        };
        await using LocalProvider observer = Open(new LocalOptions());
        NodeFault isolated = new()
        {
            IsDiskFull = true,
            IsInboundBlocked = true,
            IsOutboundBlocked = true,
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment, (events, _) =>
            events.Count(historyEvent => historyEvent.Kind == "fault") == 4
            && HarmOf(observer, "pico-1").IsPaused
            && HarmOf(observer, "pico-2") == isolated
        );

        result.Outcome.ShouldBe(RunOutcome.Stopped, result.Reason);
        history
            .Events.Where(historyEvent => historyEvent.Kind == "fault")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(experiment.Faults.Faults.Select(timed => timed.Fault.ToString()));
        ShouldBeGone();
    }

    [MachineFact("namespaces")]
    public async Task A_frozen_machine_is_lost_until_the_fault_is_reverted()
    {
        Experiment experiment = Describe() with { Faults = FaultSchedule.Empty.Add(Soon, new FreezeNode("pico-1")) };
        await using LocalProvider observer = Open(new LocalOptions());

        (RunResult result, RunHistory history) = await RunAsync(experiment, (events, throughput) =>
        {
            HistoryEvent? last = events.LastOrDefault(historyEvent => historyEvent is { Kind: "node", Node: "pico-1" });
            if (last is { IsNodeUp: false } && HarmOf(observer, "pico-1").IsPaused)
            {
                observer.RevertFaultsAsync(null).Wait();
            }

            return throughput > 0
                && last is { IsNodeUp: true }
                && events.Any(historyEvent => historyEvent is { Kind: "node", Node: "pico-1", IsNodeUp: false });
        });

        result.Outcome.ShouldBe(RunOutcome.Stopped, result.Reason);
        history.Events.ShouldContain(historyEvent => historyEvent.Kind == "fault" && historyEvent.Text.Contains("pico-1"));
        ShouldBeGone();
    }

    [MachineFact("namespaces")]
    public async Task A_restarted_machine_is_lost_and_returns_and_the_reported_record_counts_add_up()
    {
        NodeFault down = new()
        {
            IsPoweredOff = true,
            IsInboundBlocked = true,
            IsOutboundBlocked = true,
        };
        await using LocalProvider observer = Open(new LocalOptions());
        bool wasDown = false;
        bool wasUp = false;
        bool isBack = false;
        Experiment experiment = Describe() with
        {
            Faults = FaultSchedule.Empty.Add(2 * Soon, new RestartNode("pico-1")),
            Scaling = new OverWhen(() => isBack),
            ScalingInterval = Soon,
            StopRule = new StopRule { StopsWhenScalingEnds = true },
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment, (events, throughput) =>
        {
            bool hasAgent = RunningPrograms.Of(observer.ObserveAsync(null).Result.First(node => node.Tag.Name == "pico-1").Id).Length > 0;
            NodeFault harm = HarmOf(observer, "pico-1");
            wasDown |= harm == down && !hasAgent;
            wasUp |= harm == NodeFault.None && hasAgent;
            HistoryEvent[] told = [.. events.Where(historyEvent => historyEvent is { Kind: "node", Node: "pico-1" })];
            isBack = throughput > 0 && wasDown && wasUp && told is [{ IsNodeUp: false }, .., { IsNodeUp: true }];
            return false;
        });

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history
            .Events.Where(historyEvent => historyEvent.Kind == "fault")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(["restart of node pico-1"]);
        string[] counts = [.. history.Events.Where(historyEvent => historyEvent.Kind == "count").Select(historyEvent => historyEvent.Text)];
        counts.Length.ShouldBe(2);
        counts.ShouldAllBe(text =>
            NumberBefore(text, " records are processed") == NumberBefore(text, ", in ") + NumberBefore(text, " were processed by")
        );
        counts.Sum(text => NumberBefore(text, " were processed by")).ShouldBeGreaterThan(0, "its instances had done something before");
        ShouldBeGone();
    }

    [MachineFact("namespaces")]
    public async Task An_isolated_machine_is_lost_while_the_others_continue_and_returns_after_the_revert()
    {
        int without = 0;
        int with = 0;
        RunHistory history = await IsolateAsync(
            (observer, isLost, throughput) =>
            {
                without += isLost && throughput > 0 ? 1 : 0;
                with += without > 1 && !isLost && throughput > 0 ? 1 : 0;
                if (isLost && without == 2)
                {
                    observer.RevertFaultsAsync(null).Wait();
                }

                return with > 1;
            }
        );

        history
            .Events.Where(historyEvent => historyEvent is { Kind: "node", Node: "pico-1" })
            .Select(historyEvent => historyEvent.IsNodeUp)
            .Take(2)
            .ShouldBe([false, true]);
    }

    [MachineFact("namespaces", "/dev/net/tun")]
    public async Task A_latency_aware_strategy_avoids_a_distant_machine_and_the_links_are_delayed_as_configured()
    {
        // The operator needs more than one instance, and may have two. A machine has capacity for one. The first
        // machine has a high latency to all others.
        ValueList<StreamLink> links =
        [
            .. new[] { "pico-2", "pico-3" }.Select(near => new StreamLink("pico-1", near, TimeSpan.FromSeconds(0.5))),
        ];
        Experiment plain = Describe();
        Experiment experiment = plain with
        {
            Links = links,
            Job = plain.Job with
            {
                HeartbeatTimeout = 60 * Soon,
                Operators = [plain.Job.Operators[0], plain.Job.Operators[1] with { CpuTimePerRecord = TimeSpan.FromMilliseconds(20) }],
            },
            TaskManagerTemplate = new TaskManager("", "") { Slots = 1, MemoryMiB = 512 },
            TaskManagerCount = 1,
            Scaling = new OperatorStrategy(new StreamRules { MaxParallelism = 2 }) { IsLatencyAware = true },
            ScalingInterval = 3 * Soon,
        };
        await using LocalProvider observer = Open(new LocalOptions());
        ValueList<InboundLinkFault> ways = [];

        (RunResult result, RunHistory history) = await RunAsync(experiment, (events, _) =>
        {
            ways = ways.Count > 0 ? ways : HarmOf(observer, "pico-1").InboundLinks;
            return events.Any(historyEvent =>
                historyEvent.Kind == "scale" && historyEvent.Text.EndsWith("2 task managers on pico-2 pico-3", StringComparison.Ordinal)
            );
        });

        result.Outcome.ShouldBe(RunOutcome.Stopped, result.Reason);
        ways.ShouldBe([
            new InboundLinkFault("pico-2") { Delay = 500 * TimeSpan.FromMilliseconds(1) },
            new InboundLinkFault("pico-3") { Delay = 500 * TimeSpan.FromMilliseconds(1) },
        ]);

        // The configured delay is half a second. The measured latency approaches it over time.
        history.Find("network_latency", "pico-1").Values.ToArray().Where(double.IsFinite).Max().ShouldBeGreaterThan(0.1);
        history
            .Events.Where(historyEvent => historyEvent.Kind == "deploy")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe(links.Select(link => link.ToFault().ToString()));
        ShouldBeGone();
    }

    [MachineFact("namespaces", "/dev/net/tun")]
    public async Task The_definition_with_network_faults_of_the_simulation_and_Flink_runs_as_processes()
    {
        await using LocalProvider observer = Open(new LocalOptions());
        NodeFault both = new()
        {
            BlockedInboundNodes = ["pico-2"],
            InboundLinks = [new InboundLinkFault("pico-2") { Delay = TimeSpan.FromMilliseconds(50) }],
        };
        bool wereBoth = false;

        (RunResult result, RunHistory history) = await RunAsync(NetworkFaults.Read("processes"), (_, _) =>
        {
            wereBoth |= HarmOf(observer, "pico-1") == both;
            return false;
        });

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        NetworkFaults.EventsOf(history).ShouldBe(NetworkFaults.Events);
        wereBoth.ShouldBeTrue();
        ShouldBeGone();
    }

    [MachineFact("namespaces")]
    public async Task A_run_with_faults_that_its_provider_does_not_support_creates_no_machine()
    {
        Experiment experiment = Describe() with { Faults = FaultSchedule.Empty.Add(Soon, new FillDisk("pico-1")) };

        (RunResult result, RunHistory history) = await RunAsync(experiment, (_, _) => false, options => options with { DiskMiB = null });

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain("a full disk requires nodes with disks of their own");
        history.Events.ShouldBeEmpty();
        ShouldBeGone();
    }

    /// <summary>Isolates the first machine, which has all instances.</summary>
    private async Task<RunHistory> IsolateAsync(Func<LocalProvider, bool, double, bool> isSeen)
    {
        await using LocalProvider observer = Open(new LocalOptions());
        bool isOver = false;
        Experiment plain = Describe();
        Experiment experiment = plain with
        {
            Job = plain.Job with { HeartbeatTimeout = 2 * Soon },
            Faults = FaultSchedule.Empty.Add(2 * Soon, new IsolateHost("pico-1")),
            Scaling = new OverWhen(() => isOver),
            ScalingInterval = Soon,
            StopRule = new StopRule { StopsWhenScalingEnds = true },
        };

        (RunResult result, RunHistory history) = await RunAsync(experiment, (events, throughput) =>
        {
            bool isLost = events.LastOrDefault(historyEvent => historyEvent is { Kind: "node", Node: "pico-1" }) is { IsNodeUp: false };
            isOver |= events.Any(historyEvent => historyEvent.Kind == "fault") && isSeen(observer, isLost, throughput);
            return false;
        });

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        history
            .Events.Where(historyEvent => historyEvent.Kind == "fault")
            .Select(historyEvent => historyEvent.Text)
            .ShouldBe([new IsolateHost("pico-1").ToString()]);
        string[] counts = [.. history.Events.Where(historyEvent => historyEvent.Kind == "count").Select(historyEvent => historyEvent.Text)];
        counts.Length.ShouldBe(2);
        counts.ShouldAllBe(text =>
            NumberBefore(text, " records are processed") == NumberBefore(text, ", in ") + NumberBefore(text, " were processed by")
        );
        ShouldBeGone();
        return history;
    }

    private static long NumberBefore(string text, string words) =>
        text.IndexOf(words, StringComparison.Ordinal) is > 0 and int end
            ? long.Parse(text[..end].Split(' ')[^1], CultureInfo.InvariantCulture)
            : 0;

    private static Experiment Describe() =>
        new("faults")
        {
            Duration = TimeSpan.FromMinutes(10),
            SampleInterval = Soon,
            WarmUpPeriod = TimeSpan.Zero,
            Nodes = [new NodeClass("pico", 3) { Cores = 1, MemoryMiB = 512 }],
            Job = new StreamJob("count")
            {
                HeartbeatTimeout = 3 * Soon,
                Topics = [new JobTopic("words", 4)],
                Operators =
                [
                    new JobOperator("source")
                    {
                        Topic = "words",
                        CpuTimePerRecord = TimeSpan.FromMicroseconds(500),
                        CpuTimeVariation = 0,
                    },
                    new JobOperator("count")
                    {
                        Inputs = [new JobInput("source")],
                        CpuTimePerRecord = TimeSpan.FromMilliseconds(1),
                        CpuTimeVariation = 0,
                        Partitioning = StreamPartitioning.Keyed,
                        KeyCount = 100,
                        BufferSize = 50,
                    },
                ],
            },
            TaskManagerTemplate = new TaskManager("", "") { Slots = 2, MemoryMiB = 512 },
            TaskManagerCount = 3,
            Loads = [new LoadSource("words", "words", new ConstantLoad(200))],
        };

    private static NodeFault HarmOf(LocalProvider observer, string name) =>
        observer.ObserveAsync(null).Result.FirstOrDefault(node => node.Tag.Name == name) is { } node
            ? observer.ReadFaultAsync(node).Result
            : NodeFault.None;

    // Addresses distinct from those of other tests.
    private LocalProvider Open(LocalOptions options) =>
        new(options with { Folder = Nodes, AddressRange = Subnet.TryParse("10.203.0.0/24", out Subnet range) ? range : null });

    private async Task<(RunResult Result, RunHistory History)> RunAsync(
        Experiment experiment,
        Func<IReadOnlyList<HistoryEvent>, double, bool> isEnough,
        Func<LocalOptions, LocalOptions>? change = null
    )
    {
        Directory.CreateDirectory(Run);
        using CancellationTokenSource stop = new();
        LocalOptions nodes = new() { DiskMiB = 64, Agent = OwnAgent.Prepare(Run) };
        ProcessRunOptions options = new(() => Open(change?.Invoke(nodes) ?? nodes)) { WorkMode = WorkMode.Sleep, Folder = Run };
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        RunResult result = await new ProcessRun(options).RunAsync(
            experiment,
            1,
            new Watch(stop, isEnough).Over(writer),
            cancellationToken: stop.Token
        );
        writer.End(result.Outcome, result.Reason);
        return (result, HistoryReader.Read(stream.ToArray(), number: 1));
    }

    private void ShouldBeGone()
    {
        Directory.Exists(Run).ShouldBeFalse();
        RunningPrograms.Of(_folder).ShouldBe("", "no process of the run is left");

        // The name of a bridge is derived from the folder of its nodes.
        string bridge = $"swbr{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Nodes)).AsSpan(0, 4))}";
        Directory.Exists($"/sys/class/net/{bridge}").ShouldBeFalse("no bridge is left");
    }
}

internal sealed class OverWhen(Func<bool> isSeen) : IScalingStrategy, IScalingRun
{
    public bool IsCompleted => isSeen();

    public IScalingRun StartRun() => this;

    public ScalingChange? Decide(ScalingObservation view) => null;
}
