using Scalewright.Topologies;

namespace Scalewright.Providers.Guarded;

internal sealed class GuardedReservationCalendar(IFindsSlots inner, ProviderGuard guard) : IFindsSlots
{
    public Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default) =>
        guard.QueryAsync(nameof(FindStartAsync), token => inner.FindStartAsync(topology, from, token), cancellationToken);
}
