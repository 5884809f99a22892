namespace Scalewright.Decisions.Policies;

/// <summary>
/// Fills the clouds in order; nodes that exceed the capacity of a cloud overflow to the next. A cloud with repeated
/// failures counts as full with its healthy nodes until <see cref="CloudRetryDelay"/> has elapsed or its number of
/// nodes increases again. Keeps existing nodes and removes from the last cloud first. Source: nimbusproject/epu 2.1.1,
/// <c>error_overflow_n_preserving</c>. By default, its faults are fixed: a lowered limit scales in to that limit, and
/// the cooldown (part of sizing) does not block replacements. The capacity of clouds without a limit is learned as
/// well, and no more nodes are removed from a cloud than it has.
/// </summary>
/// <remarks>
/// With <see cref="EpuCompatibility.Reference"/>, the desired number is the healthy number plus the sensor's step. This
/// policy then applies bounds, cooldown and the wait for terminations itself, as the single engine of the reference
/// does. Counts can stay above a cloud's limit for one decision.
/// </remarks>
public sealed record OverflowPlacement : IPlacementPolicy
{
    private const int TimeoutPerTermination = 5;

    /// <summary>Minimum size. Default 0.</summary>
    public int MinNodes { get; init; }

    /// <summary>Maximum size; takes precedence over the minimum. No limit by default.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    /// <summary>
    /// Number of failed launches after which a cloud can count as full. Default 32, as in the reference.
    /// </summary>
    public int MinFailures { get; init; } = 32;

    /// <summary>
    /// Time for which a full cloud is not retried. Default 10 minutes. The reference retries it only after another
    /// launch fails there.
    /// </summary>
    public TimeSpan CloudRetryDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Time after a change in which no action is taken. Used only with <see cref="EpuCompatibility.Reference"/>.
    /// Default 0.
    /// </summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Corrected behavior (default) or that of the reference.</summary>
    public EpuCompatibility Compatibility { get; init; }

    /// <inheritdoc/>
    public int GetStateLength(int cloudCount) => OverflowStateLayout.Length(cloudCount);

    /// <inheritdoc/>
    public ValueList<Problem> Check() =>
        new PolicyOptionsValidator()
            .NotNegative(nameof(MinNodes), MinNodes)
            .NotNegative(nameof(MaxNodes), MaxNodes)
            .NotNegative(nameof(MinFailures), MinFailures)
            .NotNegative(nameof(CloudRetryDelay), CloudRetryDelay)
            .NotNegative(nameof(Cooldown), Cooldown)
            .ToList();

    /// <inheritdoc/>
    public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
    {
        OverflowStateLayout layout = new(state);
        long before = 0;
        for (int index = 0; index < observation.Clouds.Length; index++)
        {
            before += layout.Healthy(index);
            Update(observation.Clouds[index], index, observation.Timestamp.UtcTicks, layout);
            counts[index] = Math.Max(0, observation.Clouds[index].HealthyCount);
        }

        return Compatibility == EpuCompatibility.Reference
            ? PlaceAsReference(desired, observation, before, layout, counts)
            : PlaceCorrected(desired, observation, layout, counts);
    }

    private Placement PlaceCorrected(int desired, in DomainObservation observation, OverflowStateLayout layout, Span<int> counts)
    {
        int target = Math.Min(Math.Max(desired, MinNodes), MaxNodes);
        CutExcess(observation.Clouds, layout, counts);
        Change(target - Placement.FromCounts(target, counts).PlacedCount, observation.Clouds, layout, counts);
        return Placement.FromCounts(target, counts);
    }

    private Placement PlaceAsReference(
        int desired,
        in DomainObservation observation,
        long before,
        OverflowStateLayout layout,
        Span<int> counts
    )
    {
        int total = observation.HealthyCount;
        if (IsWaiting(observation.RequestedTerminationCount, before, total, layout))
        {
            return Placement.FromCounts(desired, counts, DecisionCause.TerminationPending);
        }

        int cut = CutExcess(observation.Clouds, layout, counts);
        if (cut == 0 && layout.ChangedAt != 0 && observation.Timestamp.UtcTicks - layout.ChangedAt < Cooldown.Ticks)
        {
            return Placement.FromCounts(desired, counts, DecisionCause.ScaleOutCooldown);
        }

        int target = cut > 0 ? MinNodes : Math.Min(Math.Max(desired, MinNodes), MaxNodes);
        int delta = target - (total - cut);
        layout.ChangedAt = delta != 0 ? observation.Timestamp.UtcTicks : layout.ChangedAt;
        Change(delta, observation.Clouds, layout, counts);
        return Placement.FromCounts(target, counts);
    }

    /// <summary>Indicates whether requested terminations are still to be awaited.</summary>
    /// <param name="before">Number of healthy nodes at the last decision, from which the reference counts.</param>
    private static bool IsWaiting(int requested, long before, int total, OverflowStateLayout layout)
    {
        for (int request = 0; request < requested; request++)
        {
            layout.HealthyBefore = layout.Pending == 0 ? before : layout.HealthyBefore;
            layout.Pending++;
            layout.RemainingWaits += TimeoutPerTermination;
        }

        if (layout.Pending <= 0)
        {
            return false;
        }

        layout.Pending -= layout.HealthyBefore - total;
        layout.HealthyBefore = total;
        if (layout.Pending <= 0)
        {
            return false;
        }

        if (--layout.RemainingWaits > 0)
        {
            return true;
        }

        (layout.Pending, layout.RemainingWaits) = (0, 0);
        return false;
    }

    private void Update(in CloudObservation cloud, int index, long now, OverflowStateLayout layout)
    {
        if (
            Compatibility == EpuCompatibility.Corrected
            && layout.KnownLimit(index) > 0
            && now - layout.KnownLimitAt(index) >= CloudRetryDelay.Ticks
        )
        {
            layout.KnownLimit(index) = 0;
        }

        if (cloud.FailureCount > layout.Failures(index))
        {
            bool isFull = cloud.HealthyCount <= layout.Healthy(index) && cloud.FailureCount >= MinFailures;
            (layout.KnownLimit(index), layout.KnownLimitAt(index)) = (isFull ? cloud.HealthyCount + 1L : 0, now);
        }

        (layout.Healthy(index), layout.Failures(index)) = (cloud.HealthyCount, cloud.FailureCount);
    }

    private int GetLimit(in CloudObservation cloud, int index, OverflowStateLayout layout)
    {
        bool isUnlimited = cloud.MaxNodes < 0;
        int limit = isUnlimited ? int.MaxValue : cloud.MaxNodes;
        long knownLimit = layout.KnownLimit(index) - 1;
        bool isKnown = knownLimit >= 0 && !(isUnlimited && Compatibility == EpuCompatibility.Reference);
        return isKnown ? (int)Math.Min(limit, knownLimit) : limit;
    }

    private int CutExcess(ReadOnlySpan<CloudObservation> clouds, OverflowStateLayout layout, Span<int> counts)
    {
        long cut = 0;
        for (int index = 0; index < clouds.Length; index++)
        {
            int excess = Math.Max(0, counts[index] - GetLimit(clouds[index], index, layout));
            counts[index] -= excess;
            cut += excess;
        }

        return SizeMath.FromCount(cut);
    }

    private void Change(int delta, ReadOnlySpan<CloudObservation> clouds, OverflowStateLayout layout, Span<int> counts)
    {
        for (int index = 0; delta > 0 && index < clouds.Length; index++)
        {
            bool isClosed = clouds[index].IsUnavailable && Compatibility == EpuCompatibility.Corrected;
            int added = isClosed ? 0 : Math.Clamp(GetLimit(clouds[index], index, layout) - counts[index], 0, delta);
            counts[index] += added;
            delta -= added;
        }

        for (int index = clouds.Length - 1; delta < 0 && index >= 0; index--)
        {
            delta = -OrderedCloudAllocator.Shrink(-delta, index, counts);
        }
    }
}

/// <summary>State of <see cref="OverflowPlacement"/>: four values for the domain, then four per cloud.</summary>
internal readonly ref struct OverflowStateLayout(Span<long> state)
{
    private const int Common = 4;

    private const int PerCloud = 4;

    private readonly Span<long> _state = state;

    /// <summary>Time of the last change; 0 for never.</summary>
    public ref long ChangedAt => ref _state[0];

    /// <summary>Requested terminations not observed yet; negative if more nodes disappeared than requested.</summary>
    public ref long Pending => ref _state[1];

    /// <summary>Number of further decisions to wait for pending terminations.</summary>
    public ref long RemainingWaits => ref _state[2];

    /// <summary>Number of healthy nodes when last counted.</summary>
    public ref long HealthyBefore => ref _state[3];

    public static int Length(int clouds) => Common + (PerCloud * clouds);

    public ref long Healthy(int cloud) => ref _state[Common + (PerCloud * cloud)];

    public ref long Failures(int cloud) => ref _state[Common + (PerCloud * cloud) + 1];

    /// <summary>Learned capacity plus one; 0 if nothing was learned.</summary>
    public ref long KnownLimit(int cloud) => ref _state[Common + (PerCloud * cloud) + 2];

    public ref long KnownLimitAt(int cloud) => ref _state[Common + (PerCloud * cloud) + 3];
}
