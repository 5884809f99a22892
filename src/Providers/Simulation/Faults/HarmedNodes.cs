using Scalewright.Clusters;

namespace Scalewright.Providers.Simulation;

/// <summary>Harm to the nodes of a cluster that lasts until this is disposed: schedules are played on it, one after another, and what has no end stays between and after them.</summary>
/// <remarks>On real nodes all is undone when it is disposed, also after a schedule that failed or was cancelled. In a simulation faults are injected, and stay.</remarks>
internal sealed class HarmedNodes : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly FaultRun? _run;
    private bool _isHealed;

    private HarmedNodes(Cluster cluster, FaultRun? run) => (_cluster, _run) = (cluster, run);

    /// <summary>Begins without any harm: what an earlier program left on the nodes, because it died, is undone.</summary>
    /// <param name="cluster">Whose nodes.</param>
    /// <exception cref="ProviderException">Nodes of this place cannot be harmed on purpose, or something cannot be undone.</exception>
    public static async Task<HarmedNodes> OpenAsync(Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.Provider.Find<ISimulatedFaults>() is not null)
        {
            return new HarmedNodes(cluster, null);
        }

        IHarmsNodes place = cluster.Provider.Find<IHarmsNodes>() ?? throw RealFaults.Harmless(cluster.Provider);
        await cluster.Provider.HealAsync(cluster.Owner, cancellationToken);
        return new HarmedNodes(cluster, new FaultRun(place, cluster.Provider, cluster.Owner));
    }

    /// <summary>Lets a schedule happen from now on, and ends after its last fault has.</summary>
    /// <param name="schedule">What goes wrong, and when after the start of this call.</param>
    /// <exception cref="ProviderException">The place cannot do what the schedule wants, told before anything is done; or a node is gone, or something cannot be done or undone.</exception>
    public Task PlayAsync(FaultSchedule schedule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return _run is { } run
            ? run.PlayAsync(schedule, cancellationToken)
            : RealFaults.InjectAsync(schedule, _cluster.Provider.Find<ISimulatedFaults>()!, _cluster.Provider.Clock, cancellationToken);
    }

    /// <summary>Undoes all that was done to real nodes, once. No schedule may be under way.</summary>
    /// <exception cref="ProviderException">Something cannot be undone; all else is.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_isHealed && _run is not null)
        {
            _isHealed = true;
            await _cluster.Provider.HealAsync(_cluster.Owner, CancellationToken.None);
        }
    }
}
