using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Providers.Simulation;
using Spectre.Console;

namespace QuickStart;

/// <summary>Injects faults: one machine crashes, another one is isolated from the network for two minutes.</summary>
internal static class FaultDemo
{
    public static void Make(Cluster cluster, SimulationProvider provider, History history, IAnsiConsole console)
    {
        Random chance = new(checked((int)provider.Seed));
        string lost = cluster.Nodes[chance.Next(cluster.Nodes.Count)].Name;
        string cut = cluster.Nodes[chance.Next(cluster.Nodes.Count)].Name;
        foreach ((string node, Fault fault) in new (string, Fault)[] { (lost, new CrashNode(lost)), (cut, new IsolateHost(cut) { Duration = TimeSpan.FromMinutes(2) }) })
        {
            history.Report(provider.Clock.GetUtcNow(), node, fault);
            provider.Inject(fault);
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{provider.Elapsed:hh\\:mm\\:ss} trouble: [red]{lost} breaks, {cut} is cut off for two minutes[/]");
    }
}
