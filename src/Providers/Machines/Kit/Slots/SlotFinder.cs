namespace Scalewright.Providers.Slots;

/// <summary>Finds the earliest time at which all demands can be met at the same time. Pure.</summary>
internal static class SlotFinder
{
    /// <summary>
    /// Returns the earliest start, exact to the tick, from which enough machines of each demand are free for the whole
    /// duration. Returns null if a demand has too few machines, or the machines are never free together.
    /// </summary>
    /// <param name="demands">Demands, for example of several sites.</param>
    /// <param name="from">Earliest start.</param>
    /// <param name="length">Duration; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is zero or below.</exception>
    public static DateTimeOffset? FindEarliest(ValueList<SlotRequest> demands, DateTimeOffset from, TimeSpan length)
    {
        ArgumentNullException.ThrowIfNull(demands);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);

        // Each window contains the possible starts on one machine, from the first to the last.
        List<(DateTimeOffset Opens, DateTimeOffset Last, int Demand)> windows = [];
        foreach ((int index, SlotRequest demand) in demands.Index())
        {
            windows.AddRange(
                demand
                    .Machines.SelectMany(machine => FindWindows(machine, from, length))
                    .Select(window => (window.Opens, window.Last, index))
            );
        }

        windows.Sort(static (left, right) => left.Opens.CompareTo(right.Opens));
        int[] open = new int[demands.Count];
        int missing = demands.Count(demand => demand.Count > 0);
        PriorityQueue<int, DateTimeOffset> closing = new();
        for (int next = 0; missing > 0 && next < windows.Count; )
        {
            DateTimeOffset now = windows[next].Opens;
            while (closing.TryPeek(out int closed, out DateTimeOffset last) && last < now)
            {
                closing.Dequeue();
                missing += open[closed]-- == demands[closed].Count ? 1 : 0;
            }

            for (; next < windows.Count && windows[next].Opens == now; next++)
            {
                int demand = windows[next].Demand;
                missing -= ++open[demand] == demands[demand].Count ? 1 : 0;
                closing.Enqueue(demand, windows[next].Last);
            }

            if (missing == 0)
            {
                return now;
            }
        }

        return missing == 0 ? from : null;
    }

    private static IEnumerable<(DateTimeOffset Opens, DateTimeOffset Last)> FindWindows(
        MachineCalendar machine,
        DateTimeOffset from,
        TimeSpan length
    )
    {
        DateTimeOffset free = from;
        foreach (
            ReservedPeriod booking in machine
                .ReservedPeriods.Where(booking => booking.Until > booking.From)
                .OrderBy(booking => booking.From)
        )
        {
            // Subtraction avoids an overflow at the maximum date.
            if (booking.From - free >= length)
            {
                yield return (free, booking.From - length);
            }

            free = booking.Until > free ? booking.Until : free;
        }

        if (DateTimeOffset.MaxValue - free >= length)
        {
            yield return (free, DateTimeOffset.MaxValue - length);
        }
    }
}

/// <summary>
/// Number of machines that must be free at the same time. A machine counts for each demand that lists it.
/// </summary>
/// <param name="Name">Name of the kind of machine, for example <c>rennes/alpha</c>.</param>
/// <param name="Count">Number of machines, 0 or more.</param>
internal sealed record SlotRequest(string Name, int Count, ValueList<MachineCalendar> Machines);

/// <summary>A machine and its reserved periods, which may overlap and be in any order.</summary>
internal sealed record MachineCalendar(string Name, ValueList<ReservedPeriod> ReservedPeriods);

/// <summary>Time during which a machine is booked: from the start (inclusive) to the end (exclusive).</summary>
internal readonly record struct ReservedPeriod(DateTimeOffset From, DateTimeOffset Until);
