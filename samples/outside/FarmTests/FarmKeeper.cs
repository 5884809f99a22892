using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace FarmTests;

/// <summary>The program under test: keeps a farm whole. It knows providers, not which one, and goes on with its farm when it is started again.</summary>
public sealed class FarmKeeper(IProvider provider)
{
    private const string Folder = "/var/lib/farm";

    /// <summary>Whether lost nodes are left lost: a mistake that can be switched on, to see the tests find it.</summary>
    public bool Forgets { get; init; }

    /// <summary>Makes the farm, or goes on with it, and looks after it for a while.</summary>
    /// <param name="topology">The farm.</param>
    /// <param name="time">How long it is looked after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepAsync(Topology topology, TimeSpan time, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithState(Folder).ProvisionAsync(cancellationToken);
        await WatchAsync(cluster, time, cancellationToken);
    }

    /// <summary>Looks after the farm for another while, and then asks each node for its name.</summary>
    /// <param name="time">How long it is looked after.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The names that the nodes told.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        await WatchAsync(cluster, time, cancellationToken);
        List<string> names = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            names.Add(result.Result?.Output.Trim() ?? $"{result.Node.Name} is silent");
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Removes the farm.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
    }

    private async Task WatchAsync(Cluster cluster, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(time, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await cluster.WatchAsync(new WatchOptions { Repairs = !Forgets, PingPeriod = TimeSpan.FromSeconds(20), SilenceMax = TimeSpan.FromMinutes(1) }, either.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // A repair was under way when the time was over; whoever opens the farm next goes on with it.
        }
    }
}
