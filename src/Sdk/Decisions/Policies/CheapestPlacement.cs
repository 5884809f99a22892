namespace Scalewright.Decisions.Policies;

/// <summary>
/// Adds nodes in the cheapest cloud and removes them from the most expensive one. If prices are equal, the order of
/// preference applies. Never moves running nodes.
/// </summary>
public sealed record CheapestPlacement : IPlacementPolicy
{
    /// <inheritdoc/>
    public int GetStateLength(int cloudCount) => 0;

    /// <inheritdoc/>
    public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
    {
        ReadOnlySpan<CloudObservation> clouds = observation.Clouds;
        int remaining = desired - OrderedCloudAllocator.Initialize(clouds, counts);
        for (int index = Next(clouds, -1, 1); remaining > 0 && index >= 0; index = Next(clouds, index, 1))
        {
            remaining = OrderedCloudAllocator.Grow(remaining, index, clouds, counts);
        }

        for (int index = Next(clouds, -1, -1); remaining < 0 && index >= 0; index = Next(clouds, index, -1))
        {
            remaining = -OrderedCloudAllocator.Shrink(-remaining, index, counts);
        }

        return Placement.FromCounts(desired, counts);
    }

    /// <summary>Returns the next cloud in the order of price; -1 after the last cloud.</summary>
    private static int Next(ReadOnlySpan<CloudObservation> clouds, int after, int sign)
    {
        int best = -1;
        for (int index = 0; index < clouds.Length; index++)
        {
            bool follows = after < 0 || Compare(clouds, index, after) * sign > 0;
            best = follows && (best < 0 || Compare(clouds, index, best) * sign < 0) ? index : best;
        }

        return best;
    }

    private static int Compare(ReadOnlySpan<CloudObservation> clouds, int left, int right) =>
        clouds[left].PricePerHour.CompareTo(clouds[right].PricePerHour) is var byPrice and not 0 ? byPrice : left.CompareTo(right);
}
