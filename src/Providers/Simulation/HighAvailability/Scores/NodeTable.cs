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
        int[] slots = Empty(shift);
        for (int node = 0; node < count; node++)
        {
            Insert(slots, shift, node);
            int taken = node + 1;
            if (slots.Length <= taken + (taken / 16))
            {
                // Resizes to a capacity of a third more.
                int[] moved = [.. slots.Where(node => node != PrimitiveInstance.NoNode)];
                shift = Math.Max(SmallestShift, (int)Math.Log2(taken * 1.333) + 1);
                slots = Empty(shift);
                Array.ForEach(moved, node => Insert(slots, shift, node));
            }
        }

        return [.. slots.Where(node => node != PrimitiveInstance.NoNode).Reverse()];
    }

    /// <summary>Stable merge sort of GLib lists. The second half is the longer half.</summary>
    public static int[] Sorted(ReadOnlySpan<int> nodes, IComparer<int> comparer)
    {
        if (nodes.Length < 2)
        {
            return nodes.ToArray();
        }

        int half = nodes.Length / 2;
        Queue<int> first = new(Sorted(nodes[..half], comparer));
        Queue<int> second = new(Sorted(nodes[half..], comparer));
        List<int> merged = [];
        while (first.Count > 0 && second.Count > 0)
        {
            merged.Add(comparer.Compare(first.Peek(), second.Peek()) <= 0 ? first.Dequeue() : second.Dequeue());
        }

        return [.. merged, .. first, .. second];
    }

    private static int[] Empty(int shift)
    {
        int[] slots = new int[1 << shift];
        Array.Fill(slots, PrimitiveInstance.NoNode);
        return slots;
    }

    private static void Insert(int[] slots, int shift, int node)
    {
        uint hash = (node + 1).ToString(CultureInfo.InvariantCulture).Aggregate(0u, (sum, letter) => (sum * 31) + letter);
        int slot = (int)(hash * Spread % Primes[shift]);
        for (int step = 1; slots[slot] != PrimitiveInstance.NoNode; step++)
        {
            slot = (slot + step) & (slots.Length - 1);
        }

        slots[slot] = node;
    }
}
