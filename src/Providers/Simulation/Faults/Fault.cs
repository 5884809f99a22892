namespace Scalewright.Providers.Simulation;

/// <summary>Fault of a simulation. Has no effect until it is injected or part of a schedule. Immutable.</summary>
public abstract record Fault
{
    private protected Fault() { }

    /// <summary>Duration, 0 or more. Default null: permanent, for faults that have a duration.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Returns a description such as <c>crash of node web-1</c> or <c>boots hang for 00:02:34</c>.</summary>
    public sealed override string ToString() => Description;

    /// <summary>Description, with the duration if relevant.</summary>
    private protected abstract string Description { get; }

    /// <summary>Duration as text, for example <c> for 00:02:34</c>. Empty when permanent.</summary>
    private protected string DurationSuffix => Duration is { } time ? $" for {time}" : "";

    internal string KindName => GetType().Name;

    /// <summary>Checks the values that can be checked without a world.</summary>
    internal void Check(FaultCheck check)
    {
        check.Length(nameof(Duration), Duration);
        CheckValues(check);
    }

    /// <summary>True if the fault may name hosts that do not exist yet. It applies once they exist.</summary>
    internal virtual bool WaitsForHosts => false;

    /// <summary>Checks values that do not depend on the state of the world: numbers, lengths, clouds.</summary>
    internal virtual void CheckValues(FaultCheck check) { }

    /// <summary>Checks that the targets exist.</summary>
    internal virtual void CheckTargets(FaultCheck check, World world) { }

    /// <summary>Starts the fault. Returns the action that ends it, or null when the fault ends immediately.</summary>
    internal abstract Action? Inject(World world);
}
