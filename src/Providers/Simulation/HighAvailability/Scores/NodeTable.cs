namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Sorts nodes as Pacemaker does. Free capacity does not define a total order, because each of two nodes may have more
/// of one resource. The result therefore depends on the initial order: that of a GLib hash table by Corosync node IDs,
/// which start at 1.
/// </summary>
internal static class NodeTable
{
    // GLib, ghash.c: 8 slots initially; largest primes below the powers of two; a small prime spreads adjacent keys.
    private const int SmallestShift = 3;
    private const uint Spread = 11;
    private static readonly uint[] Primes = [1, 2, 3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093];

    /// <summary>Returns the order in which a table of all nodes lists its values: the last slot first.</summary>
    public static int[] Listed(int count)
    {
        int shift = SmallestShift;
        int[] places = Empty(shift);
        for (int node = 0; node < count; node++)
        {
            Put(places, shift, node);
            int taken = node + 1;
            if (places.Length <= taken + (taken / 16))
            {
                // Resizes to a capacity of a third more.
                int[] moved = [.. places.Where(one => one != PrimitiveInstance.Nowhere)];
                shift = Math.Max(SmallestShift, (int)Math.Log2(taken * 1.333) + 1);
                places = Empty(shift);
                Array.ForEach(moved, one => Put(places, shift, one));
            }
        }

        return [.. places.Where(one => one != PrimitiveInstance.Nowhere).Reverse()];
    }

    /// <summary>Stable merge sort of GLib lists. The second half is the longer half.</summary>
    public static int[] Sorted(ReadOnlySpan<int> nodes, IComparer<int> order)
    {
        if (nodes.Length < 2)
        {
            return nodes.ToArray();
        }

        int half = nodes.Length / 2;
        Queue<int> first = new(Sorted(nodes[..half], order));
        Queue<int> second = new(Sorted(nodes[half..], order));
        List<int> merged = [];
        while (first.Count > 0 && second.Count > 0)
        {
            merged.Add(order.Compare(first.Peek(), second.Peek()) <= 0 ? first.Dequeue() : second.Dequeue());
        }

        return [.. merged, .. first, .. second];
    }

    private static int[] Empty(int shift)
    {
        int[] places = new int[1 << shift];
        Array.Fill(places, PrimitiveInstance.Nowhere);
        return places;
    }

    private static void Put(int[] places, int shift, int node)
    {
        uint hash =
            (node + 1).ToString(CultureInfo.InvariantCulture).Aggregate(0u, (sum, letter) => (sum * 31) + letter);
        int place = (int)(hash * Spread % Primes[shift]);
        for (int step = 1; places[place] != PrimitiveInstance.Nowhere; step++)
        {
            place = (place + step) & (places.Length - 1);
        }

        places[place] = node;
    }
}
