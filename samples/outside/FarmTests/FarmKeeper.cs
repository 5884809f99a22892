using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace FarmTests;

/// <summary>The program under test: keeps a farm healthy with any provider, and resumes after a restart.</summary>
public sealed class FarmKeeper(IProvider provider)
{
    private const string Folder = "/var/lib/farm";

    /// <summary>True to leave lost nodes unrepaired: a deliberate bug, to show that the tests find it.</summary>
    public bool Forgets { get; init; }

    /// <summary>Provisions the farm, or resumes it, and monitors it for the given time.</summary>
    /// <param name="topology">The farm.</param>
    /// <param name="time">Duration of the monitoring.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task KeepAsync(Topology topology, TimeSpan time, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithState(Folder).ProvisionAsync(cancellationToken);
        await WatchAsync(cluster, time, cancellationToken);
    }

    /// <summary>Monitors the farm for the given time, and then queries each node for its name.</summary>
    /// <param name="time">Duration of the monitoring.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The names that the nodes returned.</returns>
    public async Task<IReadOnlyList<string>> AskAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        await WatchAsync(cluster, time, cancellationToken);
        List<string> names = [];
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            names.Add(result.Result?.Output.Trim() ?? $"{result.Node.Name} does not respond");
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Deletes the farm.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await using Cluster cluster = await Cluster.OpenAsync(Folder, provider, cancellationToken);
        await cluster.DestroyAsync(cancellationToken);
    }

    private async Task WatchAsync(Cluster cluster, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(time, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);

        // A repair may be running when the time is over. The next process that opens the farm resumes it.
        await cluster.MonitorAsync(new MonitorOptions { IsRepairEnabled = !Forgets, PingInterval = TimeSpan.FromSeconds(20), UnreachableTimeout = TimeSpan.FromMinutes(1) }, either.Token);
    }
}
