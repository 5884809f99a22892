namespace Scalewright.Decisions;

/// <summary>Migrates the state of a placement policy when the domain's clouds change in order or number.</summary>
public static class PlacementState
{
    /// <summary>
    /// Moves the values of clouds by name. Keeps values that belong to no cloud. A new cloud starts with zeros.
    /// </summary>
    /// <param name="policy">The policy. Its state must start with the values that belong to no cloud, followed by the
    /// same number of values for each cloud, in the order of the clouds.</param>
    /// <param name="state">Current state.</param>
    /// <param name="from">Names of the clouds of the current state, in order.</param>
    /// <param name="to">Names of the clouds of the new state, in order.</param>
    /// <returns>The new state; zeros if the clouds changed and the state does not have this layout.</returns>
    public static long[] Migrate(IPlacementPolicy policy, ReadOnlySpan<long> state, ValueList<string> from, ValueList<string> to)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        long[] carried = new long[policy.GetStateLength(to.Count)];
        if (from == to)
        {
            state[..Math.Min(state.Length, carried.Length)].CopyTo(carried);
            return carried;
        }

        int common = policy.GetStateLength(0);
        int each = policy.GetStateLength(1) - common;
        if (each < 0 || state.Length != common + (each * from.Count) || carried.Length != common + (each * to.Count))
        {
            return carried;
        }

        state[..common].CopyTo(carried);
        for (int cloud = 0; cloud < from.Count; cloud++)
        {
            int position = to.ToList().IndexOf(from[cloud]);
            if (position >= 0)
            {
                state.Slice(common + (cloud * each), each).CopyTo(carried.AsSpan(common + (position * each)));
            }
        }

        return carried;
    }
}
