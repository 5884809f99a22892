using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Exploration;

internal static class FaultSwarm
{
    private const string Controller = SimulationProvider.FirstController;

    public static ValueList<FaultKind> Kinds(ValueList<string> nodes) => [.. OfCalls(), .. OfLists(),
        .. OfClouds(nodes.Count), .. OfControllers(), .. nodes.Count == 0 ? [] : OfNodes(nodes)];

    private static IEnumerable<FaultKind> OfCalls()
    {
        yield return new FaultKind(
            "busy", (chance, time) => Failing(CallFailure.Busy, chance, time) with { Kinds = CallKinds.All });
        yield return new FaultKind("throttled", (chance, time) => Failing(
            CallFailure.Throttled, chance, time) with { RetryAfter = chance.NextBoolean(0.5) ? time / 4 : null });
        yield return new FaultKind("lost-call", (chance, time) => Failing(CallFailure.RequestLost, chance, time));
        yield return new FaultKind("lost-answer", (chance, time) => Failing(CallFailure.ResponseLost, chance, time));
        yield return new FaultKind("doubled", (chance, time) => Failing(CallFailure.Duplicated, chance, time));
        yield return new FaultKind("slow-calls", (_, time) =>
            new DelayCalls(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(40))) { Duration = time });
        yield return new FaultKind("refused",
            (chance, time) => Failing(CallFailure.CredentialsRefused, chance, time) with { Kinds = CallKinds.All });
    }

    private static IEnumerable<FaultKind> OfLists()
    {
        yield return new FaultKind("late-lists", (chance, time) =>
            new DelayListUpdates(TimeSpan.FromMilliseconds(1 + chance.Next(30_000))) { Duration = time });
        yield return new FaultKind("repeated-pages", (_, time) => new RepeatPages { Duration = time });
    }

    private static IEnumerable<FaultKind> OfClouds(int nodes)
    {
        yield return new FaultKind(
            "quota", (chance, time) => new LimitCloud("") { QuotaCount = chance.Next(nodes + 1), Duration = time });
        yield return new FaultKind("capacity",
            (chance, time) => new LimitCloud("") { CapacityCount = chance.Next(nodes + 1), Duration = time });
        yield return new FaultKind("spot", (chance, _) => new ReclaimSpot("", 1 + chance.Next(3)));
        yield return new FaultKind(
            "hanging-removals", (_, time) => new HangRemovals { HangDuration = time, Duration = time });
        yield return new FaultKind(
            "failing-boots", (chance, time) => new FailBoots { Probability = chance.NextDouble(), Duration = time });
        yield return new FaultKind("hanging-boots", (_, time) => new HangBoots { Duration = time });
        yield return new FaultKind("reused-ids", (_, time) => new ReuseIds { Duration = time });
    }

    private static IEnumerable<FaultKind> OfControllers()
    {
        yield return new FaultKind("kill", (_, _) => new KillController());
        yield return new FaultKind("power", (_, _) => new KillController { IsPowerLoss = true });
        yield return new FaultKind("freeze", (_, time) => new FreezeController { Duration = time });
        yield return new FaultKind("clock", (chance, time) =>
            new JumpClock(Controller, TimeSpan.FromSeconds(chance.Next(-600, 600))) { Duration = time });
        yield return new FaultKind("late-timers", (_, time) =>
            new DelayTimers(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(5))) { Duration = time });
        yield return new FaultKind("slow-disk", (_, time) => new ChangeDisk(DiskModel.Default with
        {
            FlushLatency = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(2))
        }) { Duration = time });
        yield return new FaultKind("full-disk", (chance, time) => new ChangeDisk(
            DiskModel.Default with { CapacityBytes = 1_100_000 + chance.Next(20_000) }) { Duration = time });
        yield return new FaultKind("faulty-disk", (chance, time) => new ChangeDisk(Faulty(chance)) { Duration = time });
        yield return new FaultKind(
            "bad-links", (chance, time) => new ChangeNetworkLinks(Bad(chance)) { Duration = time });
    }

    private static IEnumerable<FaultKind> OfNodes(ValueList<string> nodes)
    {
        yield return new FaultKind("node-crash", (chance, _) => new CrashNode(Any(nodes, chance)));
        yield return new FaultKind("node-restart", (chance, _) => new RestartNode(Any(nodes, chance)));
        yield return new FaultKind(
            "node-freeze", (chance, time) => new FreezeNode(Any(nodes, chance)) { Duration = time });
        yield return new FaultKind("node-lost", (chance, _) => new RemoveResource(Any(nodes, chance)));
        yield return new FaultKind("node-changed",
            (chance, _) => new ChangeResource(Any(nodes, chance), "0123456789abcdef") { Target = StepTarget.Node });
        yield return new FaultKind(
            "agent-crash", (chance, time) => new CrashAgent(Any(nodes, chance)) { Duration = time });
        yield return new FaultKind(
            "agent-loop", (chance, time) => new FailAgent(Any(nodes, chance)) { Duration = time });
        yield return new FaultKind("node-disk", (chance, _) =>
            new CorruptDisk(chance.Next(1_000_000), (byte)(1 << chance.Next(8))) { Node = Any(nodes, chance) });
        yield return new FaultKind("cut", (chance, time) =>
            new CutLink(Controller, Any(nodes, chance)) { IsOneWay = chance.NextBoolean(0.5), Duration = time });
        yield return new FaultKind("isolated", (chance, time) =>
            new IsolateHost(Any(nodes, chance)) { BlocksInbound = chance.NextBoolean(0.7), Duration = time });
        yield return new FaultKind("partition", (chance, time) =>
            new PartitionHosts([Controller], [.. nodes.Where(_ => chance.NextBoolean(0.5))]) { Duration = time });
        yield return new FaultKind("reset", (chance, _) => new ResetStreams(Controller, Any(nodes, chance)));
    }

    private static FailCalls Failing(CallFailure failure, StableRandom chance, TimeSpan time) =>
        new(failure) { Probability = 0.1
            + (0.9 * chance.NextDouble()), MaxCount = 1 + chance.Next(20), Duration = time };

    private static DiskModel Faulty(StableRandom chance) => DiskModel.Default with
    {
        ReadFailureProbability = 0.1 * chance.NextDouble(),
        ShortReadProbability = 0.5 * chance.NextDouble(),
        WriteFailureProbability = 0.1 * chance.NextDouble(),
        FlushFailureProbability = 0.1 * chance.NextDouble(),
    };

    private static LinkModel Bad(StableRandom chance) => LinkModel.Default with
    {
        Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)),
        Loss = 0.3 * chance.NextDouble(),
        Duplication = 0.2 * chance.NextDouble(),
        Reordering = 0.2 * chance.NextDouble(),
    };

    private static string Any(ValueList<string> nodes, StableRandom chance) => nodes[chance.Next(nodes.Count)];
}
