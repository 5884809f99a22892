using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Providers.Simulation;
using Spectre.Console;

namespace QuickStart;

/// <summary>What goes wrong: a machine breaks, another one is cut off from the network for two minutes.</summary>
internal static class Trouble
{
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(3);

    /// <summary>Hurts the farm and watches it until it has been repaired.</summary>
    public static async Task MakeAsync(Cluster cluster, SimulationProvider provider, History history, IAnsiConsole console, CancellationToken cancellationToken)
    {
        Random chance = new(checked((int)provider.Seed));
        string lost = cluster.Nodes[chance.Next(cluster.Nodes.Count)].Name;
        string cut = cluster.Nodes[chance.Next(cluster.Nodes.Count)].Name;
        foreach ((string node, Fault fault) in new (string, Fault)[] { (lost, new CrashNode(lost)), (cut, new IsolateHost(cut) { For = TimeSpan.FromMinutes(2) }) })
        {
            history.Report(provider.Clock.GetUtcNow(), node, fault);
            provider.Inject(fault);
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{provider.Elapsed:hh\\:mm\\:ss} trouble: [red]{lost} breaks, {cut} is cut off for two minutes[/]");
        using CancellationTokenSource end = new(Watched, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        await cluster.WatchAsync(new WatchOptions { ReplaceDelay = TimeSpan.FromMinutes(5) }, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        await cluster.RepairAsync(cancellationToken);
    }
}
