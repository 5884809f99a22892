using Scalewright.Topologies;

namespace Scalewright.Providers.Guarded;

internal sealed class GuardedReservationCalendar(IReservationCalendar inner, ProviderGuard guard) : IReservationCalendar
{
    public Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology, DateTimeOffset? notBefore = null, CancellationToken cancellationToken = default) =>
        guard.QueryAsync(nameof(FindEarliestStartAsync),
            token => inner.FindEarliestStartAsync(topology, notBefore, token), cancellationToken);
}
