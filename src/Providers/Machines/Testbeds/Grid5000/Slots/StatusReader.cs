using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Grid5000.Slots;

/// <summary>A site's status as machines with their bookings.</summary>
internal static class StatusReader
{
    /// <summary>The machines that may be had at some time: dead and suspected ones are left out, those that are switched off are not. Jobs that give way to others book nothing.</summary>
    /// <param name="cluster">Of which cluster; empty: of all.</param>
    public static ValueList<SlotMachine> Read(ClusterStatus status, string cluster) =>
    [
        .. (status.Nodes ?? []).Where(node => node.Value.Hard is not ("dead" or "suspected") && (cluster.Length == 0 || node.Key.StartsWith($"{cluster}-", StringComparison.Ordinal)))
            .OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => new SlotMachine(node.Key, [.. (node.Value.Reservations ?? []).Select(BookingOf).OfType<Booking>()])),
    ];

    private static Booking? BookingOf(NodeReservation reservation)
    {
        long start = reservation.StartedAt is > 0 and { } begun ? begun : reservation.ScheduledAt ?? 0;
        return start > 0 && reservation.Queue != "besteffort" ? new Booking(DateTimeOffset.FromUnixTimeSeconds(start), DateTimeOffset.FromUnixTimeSeconds(start + reservation.Walltime)) : null;
    }
}
