namespace Scalewright.Providers.Slots;

/// <summary>Finds the earliest time at which everything that is wanted is free together. Pure.</summary>
internal static class SlotFinder
{
    /// <summary>The earliest start, exact to the tick: no earlier one has enough machines of each demand free for the whole time.</summary>
    /// <param name="demands">What is wanted, as of several sites.</param>
    /// <param name="from">Nothing begins before.</param>
    /// <param name="length">How long all of it is wanted; above zero.</param>
    /// <returns>The start; null when a demand has fewer machines than it wants, or they are never free together.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is zero or below.</exception>
    public static DateTimeOffset? FindEarliest(ValueList<SlotDemand> demands, DateTimeOffset from, TimeSpan length)
    {
        ArgumentNullException.ThrowIfNull(demands);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);

        // A machine can start anything within some windows: each opens at its first moment, and closes behind its last.
        List<(DateTimeOffset Opens, DateTimeOffset Last, int Demand)> windows = [];
        foreach ((int index, SlotDemand demand) in demands.Index())
        {
            windows.AddRange(demand.Machines.SelectMany(machine => WindowsOf(machine, from, length)).Select(window => (window.Opens, window.Last, index)));
        }

        windows.Sort(static (one, other) => one.Opens.CompareTo(other.Opens));
        int[] open = new int[demands.Count];
        int missing = demands.Count(demand => demand.Count > 0);
        PriorityQueue<int, DateTimeOffset> closing = new();
        for (int next = 0; missing > 0 && next < windows.Count;)
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

    private static IEnumerable<(DateTimeOffset Opens, DateTimeOffset Last)> WindowsOf(SlotMachine machine, DateTimeOffset from, TimeSpan length)
    {
        DateTimeOffset free = from;
        foreach (Booking booking in machine.Bookings.Where(booking => booking.Until > booking.From).OrderBy(booking => booking.From))
        {
            // Subtracted, not added: the end of time has nothing behind it.
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

/// <summary>So many of these machines must be free at once. A machine may be in several demands: it counts in each.</summary>
/// <param name="Name">What they are, as in <c>rennes/alpha</c>.</param>
/// <param name="Count">How many, 0 or more.</param>
internal sealed record SlotDemand(string Name, int Count, ValueList<SlotMachine> Machines);

/// <summary>A machine, and when it cannot be had.</summary>
/// <param name="Bookings">Its bookings, in any order; they may overlap.</param>
internal sealed record SlotMachine(string Name, ValueList<Booking> Bookings);

/// <summary>A time during which a machine is somebody's.</summary>
/// <param name="From">When it begins.</param>
/// <param name="Until">When it is over: from then on the machine is free.</param>
internal readonly record struct Booking(DateTimeOffset From, DateTimeOffset Until);
