using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace FarmTests;

/// <summary>The program under test: keeps a farm whole for a while. It knows providers, not which one.</summary>
public sealed class FarmKeeper(IProvider provider)
{
    /// <summary>Makes the farm, looks after it, asks each node for its name, and removes it.</summary>
    /// <param name="topology">The farm.</param>
    /// <param name="time">How long it is looked after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The names that the nodes told.</returns>
    public async Task<IReadOnlyList<string>> KeepAsync(Topology topology, TimeSpan time, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync(cancellationToken);
        for (long start = provider.Clock.GetTimestamp(); provider.Clock.GetElapsedTime(start) < time;)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), provider.Clock, cancellationToken);
            await cluster.RepairAsync(cancellationToken);
        }

        List<string> names = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            names.Add(result.Result?.Output.Trim() ?? $"{result.Node.Name}: {result.Problem}");
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }
}
