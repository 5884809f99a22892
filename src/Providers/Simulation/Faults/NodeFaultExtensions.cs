using Scalewright.Clusters;

namespace Scalewright.Providers.Simulation;

/// <summary>Runs fault schedules on the nodes of any provider that supports faults.</summary>
public static class NodeFaultExtensions
{
    /// <summary>
    /// Runs a schedule on the nodes of a cluster, starting now, and returns after its last fault. On real nodes, faults
    /// that an earlier program left active are reverted first, and all active faults are reverted at the end, even if
    /// the run fails or is canceled. In a simulation, the faults are only injected: the call returns after the last
    /// injection, and each fault ends after its own duration.
    /// </summary>
    /// <remarks>
    /// Real nodes support <see cref="CrashNode"/> (kills their programs), <see cref="FreezeNode"/>,
    /// <see cref="FillDisk"/>, <see cref="IsolateHost"/>, <see cref="CutLink"/>, <see cref="PartitionHosts"/>,
    /// <see cref="HealNetwork"/>, and on this machine <see cref="RestartNode"/>. They also support
    /// <see cref="ChangeLink"/> with fixed or uniform times. It applies to the link between the two nodes, or to all
    /// links of both if the provider cannot separate links by peer. Faults without a duration are active until the run
    /// ends. In a simulation, they remain active after it.
    /// </remarks>
    /// <param name="schedule">The faults and their times, relative to the start of this call.</param>
    /// <param name="cluster">Cluster of the nodes.</param>
    /// <param name="cancellationToken">Ends the run. On real nodes, all faults are reverted.</param>
    /// <exception cref="ProviderException">The provider does not support the schedule, which is reported before any
    /// fault is injected; a node is missing; or a fault could not be injected or reverted. If reverting fails after a
    /// failed or canceled run, the inner exception is the one that ended the run.</exception>
    public static Task RunAsync(this FaultSchedule schedule, Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.Provider.Find<ISimulatedFaults>() is { } simulation)
        {
            return InjectAsync(schedule, simulation, cluster.Provider.Clock, cancellationToken);
        }

        INodeFaultInjection injector = cluster.Provider.Find<INodeFaultInjection>() ?? throw Unsupported(cluster.Provider);
        return new FaultRun(injector, cluster.Provider, cluster.Owner).RunAsync(schedule, cancellationToken);
    }

    /// <summary>Returns the problems of a fault on real nodes. Empty when the provider supports it.</summary>
    /// <param name="timed">The fault.</param>
    /// <param name="check">Returns the problems of a node fault, as <see cref="INodeFaultInjection.CheckFault"/>
    /// does.</param>
    public static ValueList<Problem> CheckOnNodes(this TimedFault timed, Func<NodeFault, ValueList<Problem>> check)
    {
        ArgumentNullException.ThrowIfNull(timed);
        ArgumentNullException.ThrowIfNull(check);
        return [.. TimedNodeFault.Read(timed, check).Problems];
    }

    /// <summary>Reverts all faults that any program injected into the nodes of an owner.</summary>
    /// <param name="provider">The provider. Does nothing when the provider does not support faults.</param>
    /// <param name="owner">Owner of the nodes; null for all nodes with an ownership tag of Scalewright.</param>
    /// <param name="cancellationToken">Stops between two nodes.</param>
    /// <returns>Names of the nodes on which faults were reverted.</returns>
    /// <exception cref="ProviderException">Some faults could not be reverted. All others are reverted.</exception>
    public static async Task<ValueList<string>> RevertFaultsAsync(
        this IProvider provider,
        Owner? owner,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(provider);
        List<string> healed = [];
        List<ProviderException> failures = [];
        IProvider guarded = provider.Guard();
        if (guarded.Find<INodeFaultInjection>() is not { } injector)
        {
            return [];
        }

        foreach (Resource node in await guarded.ObserveAsync(owner, cancellationToken))
        {
            try
            {
                if (await RevertFaultsAsync(injector, node, cancellationToken))
                {
                    healed.Add(node.Tag.Name);
                }
            }
            catch (ProviderException failure)
            {
                failures.Add(failure);
            }
        }

        return failures.Count == 0
            ? healed.ToValueList()
            : throw new ProviderException(
                provider.Name,
                failures.SelectMany(static failure => failure.Problems).ToValueList(),
                failures[0]
            );
    }

    private static async Task<bool> RevertFaultsAsync(INodeFaultInjection injector, Resource node, CancellationToken cancellationToken)
    {
        if (await injector.ReadFaultAsync(node, cancellationToken) == NodeFault.None)
        {
            return false;
        }

        await injector.InjectFaultAsync(node, NodeFault.None, cancellationToken);
        return true;
    }

    internal static ProviderException Unsupported(IProvider provider) =>
        new(
            provider.Name,
            [
                new Problem(
                    ProblemCode.OutOfRange,
                    $"nodes of '{provider.Name}' do not support fault injection",
                    "use nodes of this machine, or the simulation"
                ),
            ]
        );

    internal static async Task InjectAsync(
        FaultSchedule schedule,
        ISimulatedFaults simulation,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        long start = clock.GetTimestamp();
        foreach (TimedFault timed in schedule.Faults.OrderBy(static timed => timed.At))
        {
            TimeSpan rest = timed.At - clock.GetElapsedTime(start);

            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, cancellationToken);
            }

            simulation.Inject(timed.Fault);
        }
    }
}
