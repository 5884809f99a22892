using Scalewright.Topologies;

namespace Scalewright.Providers;

/// <summary>Finds free time slots in a backend whose nodes are reserved in advance.</summary>
public interface IReservationCalendar : IProviderCapability<IReservationCalendar>
{
    /// <summary>
    /// Returns the earliest time at which machines for all nodes are free for the length of a reservation. Nothing is
    /// reserved, so others may acquire the slot first.
    /// </summary>
    /// <param name="topology">The nodes.</param>
    /// <param name="notBefore">Earliest start. Null: now.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The start time, or null if the backend does not have enough machines.</returns>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology,
        DateTimeOffset? notBefore = null,
        CancellationToken cancellationToken = default
    );

    static IReservationCalendar IProviderCapability<IReservationCalendar>.Guard(IReservationCalendar capability, ProviderGuard guard) =>
        new GuardedReservationCalendar(capability, guard);
}

internal sealed class GuardedReservationCalendar(IReservationCalendar inner, ProviderGuard guard) : IReservationCalendar
{
    public Task<DateTimeOffset?> FindEarliestStartAsync(
        Topology topology,
        DateTimeOffset? notBefore = null,
        CancellationToken cancellationToken = default
    ) =>
        guard.QueryAsync(
            nameof(FindEarliestStartAsync),
            token => inner.FindEarliestStartAsync(topology, notBefore, token),
            cancellationToken
        );
}
