namespace Scalewright.Decisions;

/// <summary>The memory of a placement policy when the clouds of its domain change their order or become more.</summary>
public static class PlacementState
{
    /// <summary>Lets what is remembered of a cloud follow its name. What belongs to all clouds stays; of a new cloud nothing is known.</summary>
    /// <param name="policy">The policy. Its state begins with the numbers that it has without any cloud; each cloud has as many more, in the order of the clouds.</param>
    /// <param name="state">What it remembers.</param>
    /// <param name="from">The names of the clouds that this is for, in order.</param>
    /// <param name="to">The names of the clouds from now on.</param>
    /// <returns>What it remembers from now on; zeros when the state is not made of parts for each cloud, and clouds did change.</returns>
    public static long[] CarryOver(IPlacementPolicy policy, ReadOnlySpan<long> state, ValueList<string> from, ValueList<string> to)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        long[] carried = new long[policy.StateLength(to.Count)];
        if (from == to)
        {
            state[..Math.Min(state.Length, carried.Length)].CopyTo(carried);
            return carried;
        }

        int common = policy.StateLength(0);
        int each = policy.StateLength(1) - common;
        if (each < 0 || state.Length != common + (each * from.Count) || carried.Length != common + (each * to.Count))
        {
            return carried;
        }

        state[..common].CopyTo(carried);
        for (int cloud = 0; cloud < from.Count; cloud++)
        {
            int place = to.ToList().IndexOf(from[cloud]);
            if (place >= 0)
            {
                state.Slice(common + (cloud * each), each).CopyTo(carried.AsSpan(common + (place * each)));
            }
        }

        return carried;
    }
}
