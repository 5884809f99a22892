using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Providers.Simulation;
using Spectre.Console;

namespace WindFarm;

/// <summary>Injects faults: one machine crashes, another one is isolated from the network for two minutes.</summary>
internal static class FaultDemo
{
    public static void Inject(Cluster cluster, SimulationProvider provider, History history, IAnsiConsole console)
    {
        Random random = new(checked((int)provider.Seed));
        string crashed = cluster.Nodes[random.Next(cluster.Nodes.Count)].Name;
        string isolated = cluster.Nodes[random.Next(cluster.Nodes.Count)].Name;
        foreach ((string node, Fault fault) in new (string, Fault)[] { (crashed, new CrashNode(crashed)), (isolated, new IsolateHost(isolated) { Duration = TimeSpan.FromMinutes(2) }) })
        {
            history.Report(provider.Clock.GetUtcNow(), node, fault);
            provider.Inject(fault);
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{provider.Elapsed:hh\\:mm\\:ss} fault: [red]{crashed} crashes, {isolated} is isolated for two minutes[/]");
    }
}
