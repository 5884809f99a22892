using Scalewright.Providers.Chameleon.Sessions;
using Scalewright.Providers.Chameleon.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>The machines of a site and when they are leased.</summary>
internal sealed class HostCalendar(SiteSession session)
{
    /// <summary>The machines that can be leased.</summary>
    public async Task<IReadOnlyList<LeaseHost>> HostsAsync(CancellationToken cancellationToken)
    {
        HostList answer = await session.GetAsync(Service.Reservation, "os-hosts", ChameleonJson.Default.HostList, cancellationToken);
        return [.. (answer.Hosts ?? throw new RestException(200, "the answer is no list") { IsNonsense = true }).Where(host => host.Reservable)];
    }

    /// <summary>The machines of a type with their bookings, in whole minutes as leases are.</summary>
    /// <param name="types">Which types are told; each with its machines, the empty one with all.</param>
    public async Task<IReadOnlyDictionary<string, ValueList<SlotMachine>>> ReadAsync(IReadOnlyCollection<string> types, CancellationToken cancellationToken)
    {
        IReadOnlyList<LeaseHost> hosts = await HostsAsync(cancellationToken);
        AllocationList answer = await session.GetAsync(Service.Reservation, "os-hosts/allocations", ChameleonJson.Default.AllocationList, cancellationToken);
        ILookup<string, Booking> bookings = (answer.Allocations ?? throw new RestException(200, "the answer is no list") { IsNonsense = true })
            .SelectMany(host => (host.Reservations ?? []).Select(BookingOf).OfType<Booking>().Select(booking => (Host: host.ResourceId ?? "", booking)))
            .ToLookup(entry => entry.Host, entry => entry.booking, StringComparer.Ordinal);
        return types.ToDictionary(
            type => type,
            type => hosts.Where(host => type.Length == 0 || host.NodeType == type).OrderBy(host => host.Id, StringComparer.Ordinal)
                .Select(host => new SlotMachine(host.HypervisorHostname ?? host.Id, [.. bookings[host.Id]])).ToValueList(),
            StringComparer.Ordinal);
    }

    private static Booking? BookingOf(AllocatedTime time) => LeaseTime.Read(time.StartDate) is { } from && LeaseTime.Read(time.EndDate) is { } until
        ? new Booking(LeaseTime.RoundDown(from), LeaseTime.RoundUp(until)) : null;
}
