using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>What the faults of an experiment must keep to.</summary>
internal static class FaultRules
{
    // The simulation: the host that is no machine of the experiment.
    private const string Controller = "controller";

    public static void Check(FaultSchedule faults, HashSet<string> nodes, FieldChecks checks)
    {
        checks.Add("", faults.Check());
        foreach (string name in faults.Faults.SelectMany(NodesOf).Where(name => name is not (null or Controller) && !nodes.Contains(name)))
        {
            checks.Unknown("faults", name, nodes, among: "nodes");
        }

        foreach (string name in faults.Faults.Select(timed => timed?.Fault is CutLink or ChangeLink ? NodesOf(timed) : []).Where(ends => ends is [{ } first, { } second] && first == second).Select(ends => ends[0]))
        {
            checks.Add(ProblemCode.Conflict, "faults", LinkRules.ToItself(name), LinkRules.NameAnother);
        }
    }

    private static string[] NodesOf(TimedFault timed) => timed?.Fault switch
    {
        CrashNode crash => [crash.Node],
        RestartNode restart => [restart.Node],
        FreezeNode freeze => [freeze.Node],
        FillDisk full => [full.Node],
        IsolateHost isolate => [isolate.Host],
        CutLink cut => [cut.From, cut.To],
        ChangeLink change => [change.First, change.Second],
        PartitionHosts { First: not null, Second: not null } partition => [.. partition.First, .. partition.Second],
        _ => [],
    };
}
