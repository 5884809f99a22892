using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Exploration;

internal static class FaultSwarm
{
    private const string Controller = SimulationProvider.FirstController;

    public static ValueList<FaultKind> Kinds(ValueList<string> nodes) => [.. OfCalls(), .. OfLists(), .. OfClouds(nodes.Count), .. OfControllers(), .. nodes.Count == 0 ? [] : OfNodes(nodes)];

    private static IEnumerable<FaultKind> OfCalls()
    {
        yield return new FaultKind("busy", (chance, time) => Failing(CallFailure.Busy, chance, time) with { Kinds = CallKinds.All });
        yield return new FaultKind("throttled", (chance, time) => Failing(CallFailure.Throttled, chance, time) with { RetryAfter = chance.NextChance(0.5) ? time / 4 : null });
        yield return new FaultKind("lost-call", (chance, time) => Failing(CallFailure.LostCall, chance, time));
        yield return new FaultKind("lost-answer", (chance, time) => Failing(CallFailure.LostAnswer, chance, time));
        yield return new FaultKind("doubled", (chance, time) => Failing(CallFailure.Doubled, chance, time));
        yield return new FaultKind("slow-calls", (_, time) => new DelayCalls(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(40))) { For = time });
        yield return new FaultKind("refused", (chance, time) => Failing(CallFailure.CredentialsRefused, chance, time) with { Kinds = CallKinds.All });
    }

    private static IEnumerable<FaultKind> OfLists()
    {
        yield return new FaultKind("late-lists", (chance, time) => new DelayLists(TimeSpan.FromMilliseconds(1 + chance.Next(30_000))) { For = time });
        yield return new FaultKind("repeated-pages", (_, time) => new RepeatPages { For = time });
    }

    private static IEnumerable<FaultKind> OfClouds(int nodes)
    {
        yield return new FaultKind("quota", (chance, time) => new LimitCloud("") { QuotaCount = chance.Next(nodes + 1), For = time });
        yield return new FaultKind("capacity", (chance, time) => new LimitCloud("") { CapacityCount = chance.Next(nodes + 1), For = time });
        yield return new FaultKind("spot", (chance, _) => new ReclaimSpot("", 1 + chance.Next(3)));
        yield return new FaultKind("hanging-removals", (_, time) => new HangRemovals { Stay = time, For = time });
        yield return new FaultKind("failing-boots", (chance, time) => new FailBoots { Chance = chance.NextDouble(), For = time });
        yield return new FaultKind("hanging-boots", (_, time) => new HangBoots { For = time });
        yield return new FaultKind("reused-ids", (_, time) => new ReuseIds { For = time });
    }

    private static IEnumerable<FaultKind> OfControllers()
    {
        yield return new FaultKind("kill", (_, _) => new KillController());
        yield return new FaultKind("power", (_, _) => new KillController { LosesPower = true });
        yield return new FaultKind("freeze", (_, time) => new FreezeController { For = time });
        yield return new FaultKind("clock", (chance, time) => new JumpClock(Controller, TimeSpan.FromSeconds(chance.Next(-600, 600))) { For = time });
        yield return new FaultKind("late-timers", (_, time) => new DelayTimers(DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(5))) { For = time });
        yield return new FaultKind("slow-disk", (_, time) => new ChangeDisk(DiskModel.Default with { Flush = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(2)) }) { For = time });
        yield return new FaultKind("full-disk", (chance, time) => new ChangeDisk(DiskModel.Default with { CapacityBytes = 1_100_000 + chance.Next(20_000) }) { For = time });
        yield return new FaultKind("faulty-disk", (chance, time) => new ChangeDisk(Faulty(chance)) { For = time });
        yield return new FaultKind("bad-links", (chance, time) => new ChangeNetworkLinks(Bad(chance)) { For = time });
    }

    private static IEnumerable<FaultKind> OfNodes(ValueList<string> nodes)
    {
        yield return new FaultKind("node-crash", (chance, _) => new CrashNode(Any(nodes, chance)));
        yield return new FaultKind("node-restart", (chance, _) => new RestartNode(Any(nodes, chance)));
        yield return new FaultKind("node-freeze", (chance, time) => new FreezeNode(Any(nodes, chance)) { For = time });
        yield return new FaultKind("node-lost", (chance, _) => new RemoveResource(Any(nodes, chance)));
        yield return new FaultKind("node-changed", (chance, _) => new ChangeResource(Any(nodes, chance), "0123456789abcdef") { Target = StepTarget.Node });
        yield return new FaultKind("agent-crash", (chance, time) => new CrashAgent(Any(nodes, chance)) { For = time });
        yield return new FaultKind("agent-loop", (chance, time) => new FailAgent(Any(nodes, chance)) { For = time });
        yield return new FaultKind("node-disk", (chance, _) => new DamageDisk(chance.Next(1_000_000), (byte)(1 << chance.Next(8))) { Node = Any(nodes, chance) });
        yield return new FaultKind("cut", (chance, time) => new CutLink(Controller, Any(nodes, chance)) { OneWay = chance.NextChance(0.5), For = time });
        yield return new FaultKind("isolated", (chance, time) => new IsolateHost(Any(nodes, chance)) { Inbound = chance.NextChance(0.7), For = time });
        yield return new FaultKind("partition", (chance, time) => new PartitionHosts([Controller], [.. nodes.Where(_ => chance.NextChance(0.5))]) { For = time });
        yield return new FaultKind("reset", (chance, _) => new ResetStreams(Controller, Any(nodes, chance)));
    }

    private static FailCalls Failing(CallFailure failure, StableRandom chance, TimeSpan time) =>
        new(failure) { Chance = 0.1 + (0.9 * chance.NextDouble()), CountMax = 1 + chance.Next(20), For = time };

    private static DiskModel Faulty(StableRandom chance) => DiskModel.Default with
    {
        ReadFailure = 0.1 * chance.NextDouble(),
        ShortRead = 0.5 * chance.NextDouble(),
        WriteFailure = 0.1 * chance.NextDouble(),
        FlushFailure = 0.1 * chance.NextDouble(),
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
