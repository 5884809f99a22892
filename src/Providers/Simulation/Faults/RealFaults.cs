using Scalewright.Clusters;

namespace Scalewright.Providers.Simulation;

/// <summary>Schedules of faults on the nodes of any place that can have them.</summary>
public static class RealFaults
{
    /// <summary>Lets a schedule happen to the nodes of a cluster, from now on, and ends after its last fault has. In a simulation the faults are injected. On real
    /// nodes all that lasts is undone at the end, also when the run is cancelled or fails; and what an earlier run left, because its program died, is undone before the first.</summary>
    /// <remarks>Real nodes know <see cref="CrashNode"/> (their programs are killed), on this machine <see cref="RestartNode"/>, <see cref="FreezeNode"/>, <see cref="FillDisk"/>, <see cref="IsolateHost"/>, <see cref="CutLink"/>, <see cref="PartitionHosts"/>,
    /// <see cref="HealNetwork"/>, and <see cref="ChangeLink"/> with fixed or even times, which holds between the two nodes, or where a place cannot tell one way from another, for the whole link of both. Faults without an end last until the run ends.</remarks>
    /// <param name="schedule">What goes wrong, and when after the start of this call.</param>
    /// <param name="cluster">Whose nodes.</param>
    /// <param name="cancellationToken">Ends the run; everything is undone.</param>
    /// <exception cref="ProviderException">The place cannot do what the schedule wants, told before anything is done; or a node is gone, or something cannot be done or undone.
    /// When something cannot be undone after a run that failed or was cancelled, why it ended is inside.</exception>
    public static Task RunAsync(this FaultSchedule schedule, Cluster cluster, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.Provider.Find<ISimulatedFaults>() is { } simulation)
        {
            return InjectAsync(schedule, simulation, cluster.Provider.Clock, cancellationToken);
        }

        IHarmsNodes place = cluster.Provider.Find<IHarmsNodes>() ?? throw Harmless(cluster.Provider);
        return new FaultRun(place, cluster.Provider, cluster.Owner).RunAsync(schedule, cancellationToken);
    }

    /// <summary>What a place of real nodes cannot do of a fault, before anything is done; nothing when it can.</summary>
    /// <param name="timed">The fault.</param>
    /// <param name="check">What the place cannot do of a harm, as <see cref="IHarmsNodes.CheckHarm"/>.</param>
    public static ValueList<Problem> CheckOnNodes(this TimedFault timed, Func<NodeHarm, ValueList<Problem>> check)
    {
        ArgumentNullException.ThrowIfNull(timed);
        ArgumentNullException.ThrowIfNull(check);
        return [.. NodeFault.Read(timed, check).Problems(check)];
    }

    /// <summary>Undoes all harm that was done to nodes of an owner on purpose, by whatever program.</summary>
    /// <param name="provider">The place; nothing is done where nodes cannot be harmed.</param>
    /// <param name="owner">Whose nodes; null: all that carry a tag of ours.</param>
    /// <param name="cancellationToken">Ends the healing between two nodes.</param>
    /// <returns>The names of the nodes that had something undone.</returns>
    /// <exception cref="ProviderException">Something cannot be undone; all else is.</exception>
    public static async Task<ValueList<string>> HealAsync(this IProvider provider, Owner? owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        List<string> healed = [];
        List<ProviderException> failures = [];
        if (provider.Find<IHarmsNodes>() is not { } place)
        {
            return [];
        }

        foreach (Resource node in await provider.ObserveAsync(owner, cancellationToken))
        {
            try
            {
                if (await HealAsync(place, node, cancellationToken))
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
            : throw new ProviderException(provider.Name, failures.SelectMany(static failure => failure.Problems).ToValueList(), failures[0]);
    }

    private static async Task<bool> HealAsync(IHarmsNodes place, Resource node, CancellationToken cancellationToken)
    {
        if (await place.ReadHarmAsync(node, cancellationToken) == NodeHarm.None)
        {
            return false;
        }

        await place.HarmAsync(node, NodeHarm.None, cancellationToken);
        return true;
    }

    internal static ProviderException Harmless(IProvider provider) =>
        new(provider.Name, [new Problem(ProblemCode.OutOfRange, $"nodes of '{provider.Name}' cannot be harmed on purpose", "use nodes of this machine, or the simulation")]);

    internal static async Task InjectAsync(FaultSchedule schedule, ISimulatedFaults simulation, TimeProvider clock, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        foreach (TimedFault timed in schedule.Faults.OrderBy(static timed => timed.At))
        {
            TimeSpan rest = timed.At - clock.GetElapsedTime(start);
            await (rest > TimeSpan.Zero ? Task.Delay(rest, clock, cancellationToken) : Task.CompletedTask);
            simulation.Inject(timed.Fault);
        }
    }
}
