using Scalewright.Providers.Guarded;
using Scalewright.Topologies;

namespace Scalewright.Providers;

/// <summary>A place whose nodes are reserved, and which knows when there is room.</summary>
public interface IFindsSlots : IProviderCapability<IFindsSlots>
{
    /// <summary>The earliest time at which the machines of all nodes are free together, for as long as reservations are, wherever in the place they are. Nothing is reserved: others may be quicker.</summary>
    /// <param name="topology">The nodes.</param>
    /// <param name="from">Not before; null: now.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The time; null: there are not as many machines.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    Task<DateTimeOffset?> FindStartAsync(Topology topology, DateTimeOffset? from = null, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static IFindsSlots IProviderCapability<IFindsSlots>.Guard(IFindsSlots capability, ProviderGuard guard) =>
        new GuardedReservationCalendar(capability, guard);
}
