using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Exploration;

internal static class FaultSwarm
{
    private const string Controller = SimulationProvider.FirstController;

    public static ValueList<FaultKind> Kinds(ValueList<string> nodes) =>
        [
            .. CreateCallFaults(),
            .. CreateListFaults(),
            .. CreateCloudFaults(nodes.Count),
            .. CreateControllerFaults(),
            .. nodes.Count == 0 ? [] : CreateNodeFaults(nodes),
        ];

    private static IEnumerable<FaultKind> CreateCallFaults()
    {
        yield return new FaultKind("busy", (random, time) =>
            CreateFailCalls(CallFailure.Busy, random, time) with
            {
                Kinds = CallKinds.All,
            }
        );
        yield return new FaultKind("throttled", (random, time) =>
            CreateFailCalls(CallFailure.Throttled, random, time) with
            {
                RetryAfter = random.NextBoolean(0.5) ? time / 4 : null,
            }
        );
        yield return new FaultKind("lost-call", (random, time) => CreateFailCalls(CallFailure.RequestLost, random, time));
        yield return new FaultKind("lost-answer", (random, time) => CreateFailCalls(CallFailure.ResponseLost, random, time));
        yield return new FaultKind("doubled", (random, time) => CreateFailCalls(CallFailure.Duplicated, random, time));
        yield return new FaultKind("slow-calls", (_, time) =>
            new DelayCalls(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(40))) { Duration = time }
        );
        yield return new FaultKind("refused", (random, time) =>
            CreateFailCalls(CallFailure.CredentialsRefused, random, time) with
            {
                Kinds = CallKinds.All,
            }
        );
    }

    private static IEnumerable<FaultKind> CreateListFaults()
    {
        yield return new FaultKind("late-lists", (random, time) =>
            new DelayListUpdates(TimeSpan.FromMilliseconds(1 + random.Next(30_000))) { Duration = time }
        );
        yield return new FaultKind("repeated-pages", (_, time) => new RepeatPages { Duration = time });
    }

    private static IEnumerable<FaultKind> CreateCloudFaults(int nodes)
    {
        yield return new FaultKind("quota", (random, time) => new LimitCloud("") { QuotaCount = random.Next(nodes + 1), Duration = time });
        yield return new FaultKind("capacity", (random, time) =>
            new LimitCloud("") { CapacityCount = random.Next(nodes + 1), Duration = time }
        );
        yield return new FaultKind("spot", (random, _) => new ReclaimSpot("", 1 + random.Next(3)));
        yield return new FaultKind("hanging-removals", (_, time) => new HangRemovals { HangDuration = time, Duration = time });
        yield return new FaultKind("failing-boots", (random, time) => new FailBoots { Probability = random.NextDouble(), Duration = time });
        yield return new FaultKind("hanging-boots", (_, time) => new HangBoots { Duration = time });
        yield return new FaultKind("reused-ids", (_, time) => new ReuseIds { Duration = time });
    }

    private static IEnumerable<FaultKind> CreateControllerFaults()
    {
        yield return new FaultKind("kill", (_, _) => new KillController());
        yield return new FaultKind("power", (_, _) => new KillController { IsPowerLoss = true });
        yield return new FaultKind("freeze", (_, time) => new FreezeController { Duration = time });
        yield return new FaultKind("clock", (random, time) =>
            new JumpClock(Controller, TimeSpan.FromSeconds(random.Next(-600, 600))) { Duration = time }
        );
        yield return new FaultKind("late-timers", (_, time) =>
            new DelayTimers(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(5))) { Duration = time }
        );
        yield return new FaultKind("slow-disk", (_, time) =>
            new ChangeDisk(DiskModel.Default with { FlushLatency = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(2)) })
            {
                Duration = time,
            }
        );
        yield return new FaultKind("full-disk", (random, time) =>
            new ChangeDisk(DiskModel.Default with { CapacityBytes = 1_100_000 + random.Next(20_000) }) { Duration = time }
        );
        yield return new FaultKind("faulty-disk", (random, time) => new ChangeDisk(Faulty(random)) { Duration = time });
        yield return new FaultKind("bad-links", (random, time) => new ChangeNetworkLinks(Bad(random)) { Duration = time });
    }

    private static IEnumerable<FaultKind> CreateNodeFaults(ValueList<string> nodes)
    {
        yield return new FaultKind("node-crash", (random, _) => new CrashNode(Any(nodes, random)));
        yield return new FaultKind("node-restart", (random, _) => new RestartNode(Any(nodes, random)));
        yield return new FaultKind("node-freeze", (random, time) => new FreezeNode(Any(nodes, random)) { Duration = time });
        yield return new FaultKind("node-lost", (random, _) => new RemoveResource(Any(nodes, random)));
        yield return new FaultKind("node-changed", (random, _) =>
            new ChangeResource(Any(nodes, random), "0123456789abcdef") { Target = StepTarget.Node }
        );
        yield return new FaultKind("agent-crash", (random, time) => new CrashAgent(Any(nodes, random)) { Duration = time });
        yield return new FaultKind("agent-loop", (random, time) => new FailAgent(Any(nodes, random)) { Duration = time });
        yield return new FaultKind("node-disk", (random, _) =>
            new CorruptDisk(random.Next(1_000_000), (byte)(1 << random.Next(8))) { Node = Any(nodes, random) }
        );
        yield return new FaultKind("cut", (random, time) =>
            new CutLink(Controller, Any(nodes, random)) { IsOneWay = random.NextBoolean(0.5), Duration = time }
        );
        yield return new FaultKind("isolated", (random, time) =>
            new IsolateHost(Any(nodes, random)) { BlocksInbound = random.NextBoolean(0.7), Duration = time }
        );
        yield return new FaultKind("partition", (random, time) =>
            new PartitionHosts([Controller], [.. nodes.Where(_ => random.NextBoolean(0.5))]) { Duration = time }
        );
        yield return new FaultKind("reset", (random, _) => new ResetStreams(Controller, Any(nodes, random)));
    }

    private static FailCalls CreateFailCalls(CallFailure failure, StableRandom random, TimeSpan time) =>
        new(failure)
        {
            Probability = 0.1 + (0.9 * random.NextDouble()),
            MaxCount = 1 + random.Next(20),
            Duration = time,
        };

    private static DiskModel Faulty(StableRandom random) =>
        DiskModel.Default with
        {
            ReadFailureProbability = 0.1 * random.NextDouble(),
            ShortReadProbability = 0.5 * random.NextDouble(),
            WriteFailureProbability = 0.1 * random.NextDouble(),
            FlushFailureProbability = 0.1 * random.NextDouble(),
        };

    private static LinkModel Bad(StableRandom random) =>
        LinkModel.Default with
        {
            Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)),
            Loss = 0.3 * random.NextDouble(),
            Duplication = 0.2 * random.NextDouble(),
            Reordering = 0.2 * random.NextDouble(),
        };

    private static string Any(ValueList<string> nodes, StableRandom random) => nodes[random.Next(nodes.Count)];
}
