namespace Scalewright.Decisions.Policies;

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
