namespace Scalewright.Providers.IotLab;

/// <content>When there is room.</content>
public sealed partial class IotLabProvider
{
    /// <inheritdoc/>
    /// <remarks>
    /// For the whole of <see cref="IotLabOptions.Duration"/>, at all sites: the time for <see cref="IotLabOptions.Start"/>, in whole seconds. The API tells no timetable of others, so its scheduler is asked by
    /// experiments that are handed in without firmwares and ended as soon as their start is told; one that can begin at once does, and its boards are free again when it has ended. It takes a mark, one experiment of
    /// the account's quota, and some calls. Also after a cancellation or a failure nothing is left; what could not be ended is told, expires half an hour after it was made, and is reaped as the cluster <c>slot-search</c>.
    /// <para>The time is exact when all nodes fit into one experiment (all by kind or all by board, and no more than <see cref="IotLabOptions.NodesPerExperimentMax"/>) and the scheduler's own start is not before
    /// <paramref name="from"/>. Else it takes reservations for a date or refuses them: <paramref name="from"/> itself is exact (or the latest of the starts of several experiments, when that is later; five minutes from now
    /// at the earliest), and if that is taken, dates every quarter of an hour for a day are asked for, then minutes within the quarter: a chance shorter than that may be overlooked.</para>
    /// </remarks>
    public async Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return await AskedAsync(() => _slots.FindAsync(topology, from, cancellationToken));
    }
}
