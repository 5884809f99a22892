namespace Scalewright.Decisions.Policies;

/// <summary>
/// Keeps a base of nodes on regular clouds and the rest on spot clouds, cheapest first. If spot clouds are full,
/// unavailable or keep terminating nodes, the rest falls back to regular clouds. Removes nodes in the opposite order:
/// fallback nodes first, the base last. Never moves running nodes.
/// </summary>
public sealed record SpotPlacement : IPlacementPolicy
{
    /// <summary>Minimum number of nodes on regular clouds. Default 0.</summary>
    public int OnDemandBaseCapacity { get; init; }

    /// <inheritdoc/>
    public int GetStateLength(int cloudCount) => 0;

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator().NotNegative(nameof(OnDemandBaseCapacity), OnDemandBaseCapacity).ToList();

    /// <inheritdoc/>
    public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
    {
        ReadOnlySpan<CloudObservation> clouds = observation.Clouds;
        OrderedCloudAllocator.Initialize(clouds, counts);
        int onDemand = Sum(clouds, counts, isSpot: false);
        int spot = Sum(clouds, counts, isSpot: true);
        int removable = Math.Max(0, onDemand - OnDemandBaseCapacity);
        int excess = Math.Max(0, (int)Math.Min(int.MaxValue, (long)onDemand + spot - desired));
        excess = Trim(excess, Math.Min(excess, removable), clouds, counts, isSpot: false);
        excess = Trim(excess, excess, clouds, counts, isSpot: true);
        Trim(excess, excess, clouds, counts, isSpot: false);

        int basis = Math.Max(0, Math.Min(OnDemandBaseCapacity, desired) - Sum(clouds, counts, isSpot: false));
        int missing = Missing(desired, clouds, counts);
        int unmet = missing - Math.Min(missing, basis) + Fill(Math.Min(missing, basis), clouds, counts, isSpot: false);
        unmet = Fill(unmet, clouds, counts, isSpot: true);
        Fill(unmet, clouds, counts, isSpot: false);
        return Placement.FromCounts(desired, counts);
    }

    private static int Missing(int desired, ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts) =>
        (int)Math.Max(0, (long)desired - Sum(clouds, counts, isSpot: false) - Sum(clouds, counts, isSpot: true));

    private static int Fill(int count, ReadOnlySpan<CloudObservation> clouds, Span<int> counts, bool isSpot)
    {
        while (count > 0 && Cheapest(clouds, counts, isSpot) is var index and >= 0)
        {
            count = OrderedCloudAllocator.Grow(count, index, clouds, counts);
        }

        return count;
    }

    private static int Trim(int excess, int count, ReadOnlySpan<CloudObservation> clouds, Span<int> counts, bool isSpot)
    {
        int remaining = count;
        while (remaining > 0 && Dearest(clouds, counts, isSpot) is var index and >= 0)
        {
            remaining = OrderedCloudAllocator.Shrink(remaining, index, counts);
        }

        return excess - (count - remaining);
    }

    private static int Cheapest(ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts, bool isSpot)
    {
        int best = -1;
        for (int index = 0; index < clouds.Length; index++)
        {
            bool isOpen = clouds[index].IsSpot == isSpot && counts[index] < OrderedCloudAllocator.GetLimit(clouds[index]);
            best = isOpen && (best < 0 || clouds[index].PricePerHour < clouds[best].PricePerHour) ? index : best;
        }

        return best;
    }

    private static int Dearest(ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts, bool isSpot)
    {
        int best = -1;
        for (int index = 0; index < clouds.Length; index++)
        {
            bool isFilled = clouds[index].IsSpot == isSpot && counts[index] > 0;
            best = isFilled && (best < 0 || clouds[index].PricePerHour >= clouds[best].PricePerHour) ? index : best;
        }

        return best;
    }

    private static int Sum(ReadOnlySpan<CloudObservation> clouds, ReadOnlySpan<int> counts, bool isSpot)
    {
        long sum = 0;
        for (int index = 0; index < clouds.Length; index++)
        {
            sum += clouds[index].IsSpot == isSpot ? counts[index] : 0;
        }

        return SizeMath.FromCount(sum);
    }
}
