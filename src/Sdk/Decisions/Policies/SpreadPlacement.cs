namespace Scalewright.Decisions.Policies;

/// <summary>
/// Balances the numbers of nodes of the clouds within their limits. Ties follow the order of preference. Never moves
/// running nodes.
/// </summary>
public sealed record SpreadPlacement : IPlacementPolicy
{
    /// <inheritdoc/>
    public int GetStateLength(int cloudCount) => 0;

    /// <inheritdoc/>
    public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
    {
        ReadOnlySpan<CloudObservation> clouds = observation.Clouds;
        int remaining = desired - OrderedCloudAllocator.Initialize(clouds, counts);
        while (remaining > 0 && Emptiest(clouds, counts) is var index and >= 0)
        {
            remaining = Raise(remaining, index, clouds, counts);
        }

        while (remaining < 0 && Fullest(counts) is var index and >= 0)
        {
            remaining += Lower(-remaining, index, counts);
        }

        return Placement.FromCounts(desired, counts);
    }

    // Adds several nodes per call, because a loop over single nodes would be linear in the number of nodes.
    private static int Raise(int remaining, int index, ReadOnlySpan<CloudObservation> clouds, Span<int> counts)
    {
        int level = int.MaxValue;
        int open = 0;
        for (int otherIndex = 0; otherIndex < clouds.Length; otherIndex++)
        {
            if (counts[otherIndex] < OrderedCloudAllocator.GetLimit(clouds[otherIndex]))
            {
                open++;
                level = counts[otherIndex] > counts[index] ? Math.Min(level, counts[otherIndex]) : level;
            }
        }

        int share = Math.Max(1, Math.Min(level - counts[index], remaining / open));
        return remaining - share + OrderedCloudAllocator.Grow(share, index, clouds, counts);
    }

    private static int Lower(int remaining, int index, Span<int> counts)
    {
        int level = 0;
        int filled = 0;
        foreach (int count in counts)
        {
            filled += count > 0 ? 1 : 0;
            level = count < counts[index] ? Math.Max(level, count) : level;
        }

        int share = Math.Max(1, Math.Min(counts[index] - level, remaining / filled));
        return share - OrderedCloudAllocator.Shrink(share, index, counts);
    }

    private static int Emptiest(ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts)
    {
        int best = -1;
        for (int index = 0; index < counts.Length; index++)
        {
            bool isOpen = counts[index] < OrderedCloudAllocator.GetLimit(clouds[index]);
            best = isOpen && (best < 0 || counts[index] < counts[best]) ? index : best;
        }

        return best;
    }

    private static int Fullest(ReadOnlySpan<int> counts)
    {
        int best = -1;
        for (int index = 0; index < counts.Length; index++)
        {
            best = counts[index] > 0 && (best < 0 || counts[index] >= counts[best]) ? index : best;
        }

        return best;
    }
}
