using Scalewright.Clusters;

namespace Scalewright.Providers.Simulation;

/// <summary>Runs schedules on the nodes of a cluster. Permanent faults stay active between schedules.</summary>
/// <remarks>
/// On real nodes, disposing this object reverts all faults, even after a failed or canceled schedule. In a simulation,
/// faults are injected and remain.
/// </remarks>
internal sealed class NodeFaultSession : IFaultSession
{
    private readonly Cluster _cluster;
    private readonly FaultRun? _run;
    private bool _isHealed;

    private NodeFaultSession(Cluster cluster, FaultRun? run) => (_cluster, _run) = (cluster, run);

    /// <summary>Opens a session without faults: reverts faults that an earlier program left on the nodes.</summary>
    /// <exception cref="ProviderException">Node faults are unsupported, or some remain.</exception>
    public static async Task<NodeFaultSession> OpenAsync(Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.Provider.Find<ISimulatedFaults>() is not null)
        {
            return new NodeFaultSession(cluster, null);
        }

        INodeFaultInjection injector = cluster.Provider.Find<INodeFaultInjection>()
            ?? throw NodeFaultExtensions.Unsupported(cluster.Provider);
        await cluster.Provider.RevertFaultsAsync(cluster.Owner, cancellationToken);
        return new NodeFaultSession(cluster, new FaultRun(injector, cluster.Provider, cluster.Owner));
    }

    /// <summary>Runs a schedule that starts now, and returns after its last fault.</summary>
    /// <exception cref="ProviderException">Same as <see cref="NodeFaultExtensions.RunAsync"/>.</exception>
    public Task RunScheduleAsync(FaultSchedule schedule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return _run is { } run
            ? run.ExecuteAsync(schedule, cancellationToken)
            : NodeFaultExtensions.InjectAsync(
                schedule,
                _cluster.Provider.Find<ISimulatedFaults>()!,
                _cluster.Provider.Clock,
                cancellationToken
            );
    }

    /// <summary>Reverts all faults on real nodes, once. No schedule may be running.</summary>
    /// <exception cref="ProviderException">Some faults could not be reverted. All others are reverted.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_isHealed && _run is not null)
        {
            _isHealed = true;
            await _cluster.Provider.RevertFaultsAsync(_cluster.Owner, CancellationToken.None);
        }
    }
}
