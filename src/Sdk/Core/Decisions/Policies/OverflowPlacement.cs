namespace Scalewright.Decisions.Policies;

/// <summary>
/// Fills the clouds in their order; what a cloud cannot take flows over to the next. A cloud that keeps failing is taken to
/// be full at what works there for a while (<see cref="FullFor"/>), or until it grows again. Leaves nodes where they are; removes from the last cloud first.
/// Source: nimbusproject/epu 2.1.1, <c>error_overflow_n_preserving</c>. By default its faults are mended: a lowered limit
/// shrinks to that limit, the cooldown (which belongs to sizing) stops no replacement, clouds without limit learn, too,
/// and no cloud is asked to remove more than it has.
/// </summary>
/// <remarks>
/// With <see cref="EpuCompat.Reference"/> the wanted number is the healthy number plus the sensor's step, and this policy
/// applies bounds, cooldown and waiting for terminations itself, as the reference does in one engine. Counts may then stay
/// above a cloud's limit for one decision.
/// </remarks>
public sealed record OverflowPlacement : IPlacementPolicy
{
    private const int PatiencePerTermination = 5;

    /// <summary>Smallest size; default 0.</summary>
    public int NodesMin { get; init; }

    /// <summary>Largest size, which wins over the smallest; default no limit.</summary>
    public int NodesMax { get; init; } = int.MaxValue;

    /// <summary>How many launches must have failed in a cloud before it can count as full; default 32, as in the reference.</summary>
    public int FailuresMin { get; init; } = 32;

    /// <summary>How long a cloud that counts as full is not tried again; default 10 minutes. The reference tries it again only when another launch fails there.</summary>
    public TimeSpan FullFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>With the reference's rules: how long after a change nothing is done at all; default 0.</summary>
    public TimeSpan Cooldown { get; init; }

    /// <summary>Corrected (default) or as the reference.</summary>
    public EpuCompat Compat { get; init; }

    /// <inheritdoc/>
    public int StateLength(int cloudCount) => OverflowMemory.Length(cloudCount);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyProblems().NotNegative(nameof(NodesMin), NodesMin).NotNegative(nameof(NodesMax), NodesMax)
        .NotNegative(nameof(FailuresMin), FailuresMin).NotNegative(nameof(FullFor), FullFor).NotNegative(nameof(Cooldown), Cooldown).ToList();

    /// <inheritdoc/>
    public Placement Place(int wanted, in DomainObservation observation, Span<long> state, Span<int> counts)
    {
        OverflowMemory memory = new(state);
        long before = 0;
        for (int index = 0; index < observation.Clouds.Length; index++)
        {
            before += memory.Healthy(index);
            Learn(observation.Clouds[index], index, observation.At.UtcTicks, memory);
            counts[index] = Math.Max(0, observation.Clouds[index].Healthy);
        }

        return Compat == EpuCompat.Reference ? PlaceAsReference(wanted, observation, before, memory, counts) : PlaceCorrected(wanted, observation, memory, counts);
    }

    private Placement PlaceCorrected(int wanted, in DomainObservation observation, OverflowMemory memory, Span<int> counts)
    {
        int target = Math.Min(Math.Max(wanted, NodesMin), NodesMax);
        CutExcess(observation.Clouds, memory, counts);
        Change(target - Placement.Of(target, counts).Placed, observation.Clouds, memory, counts);
        return Placement.Of(target, counts);
    }

    private Placement PlaceAsReference(int wanted, in DomainObservation observation, long before, OverflowMemory memory, Span<int> counts)
    {
        int total = observation.Healthy;
        if (IsWaiting(observation.TerminationsRequested, before, total, memory))
        {
            return Placement.Of(wanted, counts, DecisionCause.TerminationPending);
        }

        int cut = CutExcess(observation.Clouds, memory, counts);
        if (cut == 0 && memory.Stamp != 0 && observation.At.UtcTicks - memory.Stamp < Cooldown.Ticks)
        {
            return Placement.Of(wanted, counts, DecisionCause.CooldownOut);
        }

        int target = cut > 0 ? NodesMin : Math.Min(Math.Max(wanted, NodesMin), NodesMax);
        int delta = target - (total - cut);
        memory.Stamp = delta != 0 ? observation.At.UtcTicks : memory.Stamp;
        Change(delta, observation.Clouds, memory, counts);
        return Placement.Of(target, counts);
    }

    /// <summary>Whether terminations that were asked for have not shown yet, and are waited for.</summary>
    /// <param name="requested">How many were asked for since the last decision.</param>
    /// <param name="before">How many nodes were healthy when the last decision began: the reference counts from there, whatever happened since.</param>
    /// <param name="total">How many are now.</param>
    /// <param name="memory">What is remembered.</param>
    private static bool IsWaiting(int requested, long before, int total, OverflowMemory memory)
    {
        for (int request = 0; request < requested; request++)
        {
            memory.HealthyBefore = memory.Pending == 0 ? before : memory.HealthyBefore;
            memory.Pending++;
            memory.Patience += PatiencePerTermination;
        }

        if (memory.Pending <= 0)
        {
            return false;
        }

        memory.Pending -= memory.HealthyBefore - total;
        memory.HealthyBefore = total;
        if (memory.Pending <= 0)
        {
            return false;
        }

        if (--memory.Patience > 0)
        {
            return true;
        }

        (memory.Pending, memory.Patience) = (0, 0);
        return false;
    }

    private void Learn(in CloudReading cloud, int index, long now, OverflowMemory memory)
    {
        if (Compat == EpuCompat.Corrected && memory.Learnt(index) > 0 && now - memory.LearntAt(index) >= FullFor.Ticks)
        {
            memory.Learnt(index) = 0;
        }

        if (cloud.Failures > memory.Failures(index))
        {
            bool isFull = cloud.Healthy <= memory.Healthy(index) && cloud.Failures >= FailuresMin;
            (memory.Learnt(index), memory.LearntAt(index)) = (isFull ? cloud.Healthy + 1L : 0, now);
        }

        (memory.Healthy(index), memory.Failures(index)) = (cloud.Healthy, cloud.Failures);
    }

    private int LimitOf(in CloudReading cloud, int index, OverflowMemory memory)
    {
        bool isUnlimited = cloud.NodesMax < 0;
        long learnt = memory.Learnt(index) - 1;
        return learnt < 0 || (isUnlimited && Compat == EpuCompat.Reference) ? (isUnlimited ? int.MaxValue : cloud.NodesMax)
            : isUnlimited ? (int)learnt : (int)Math.Min(cloud.NodesMax, learnt);
    }

    private int CutExcess(ReadOnlySpan<CloudReading> clouds, OverflowMemory memory, Span<int> counts)
    {
        long cut = 0;
        for (int index = 0; index < clouds.Length; index++)
        {
            int excess = Math.Max(0, counts[index] - LimitOf(clouds[index], index, memory));
            counts[index] -= excess;
            cut += excess;
        }

        return Sizes.FromCount(cut);
    }

    private void Change(int delta, ReadOnlySpan<CloudReading> clouds, OverflowMemory memory, Span<int> counts)
    {
        for (int index = 0; delta > 0 && index < clouds.Length; index++)
        {
            bool isClosed = clouds[index].IsClosed && Compat == EpuCompat.Corrected;
            int added = isClosed ? 0 : Math.Clamp(LimitOf(clouds[index], index, memory) - counts[index], 0, delta);
            counts[index] += added;
            delta -= added;
        }

        for (int index = clouds.Length - 1; delta < 0 && index >= 0; index--)
        {
            delta = -CloudOrder.Shrink(-delta, index, counts);
        }
    }
}

/// <summary>What <see cref="OverflowPlacement"/> remembers: four numbers for the domain, then four for each cloud.</summary>
internal readonly ref struct OverflowMemory(Span<long> state)
{
    private const int Common = 4;

    private const int PerCloud = 4;

    private readonly Span<long> _state = state;

    /// <summary>When something was last changed; 0 for never.</summary>
    public ref long Stamp => ref _state[0];

    /// <summary>Terminations asked for that have not shown yet; below 0 when more nodes went than were to go.</summary>
    public ref long Pending => ref _state[1];

    /// <summary>How many more decisions wait for them.</summary>
    public ref long Patience => ref _state[2];

    /// <summary>How many nodes were healthy when they were last counted.</summary>
    public ref long HealthyBefore => ref _state[3];

    public static int Length(int clouds) => Common + (PerCloud * clouds);

    public ref long Healthy(int cloud) => ref _state[Common + (PerCloud * cloud)];

    public ref long Failures(int cloud) => ref _state[Common + (PerCloud * cloud) + 1];

    /// <summary>One more than the learnt capacity; 0 when nothing was learnt.</summary>
    public ref long Learnt(int cloud) => ref _state[Common + (PerCloud * cloud) + 2];

    /// <summary>When that was learnt.</summary>
    public ref long LearntAt(int cloud) => ref _state[Common + (PerCloud * cloud) + 3];
}
