namespace Scalewright.Providers.Simulation;

/// <summary>Something that goes wrong in a simulated place: a value, which does nothing until it is injected or stands in a schedule.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>How long it lasts, 0 or more; null, the default: for good, if it is of a kind that lasts.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>What goes wrong, as in <c>crash of node web-1</c> or <c>boots hang for 00:02:34</c>.</summary>
    public sealed override string ToString() => Words;

    /// <summary>What goes wrong, and how long where that matters.</summary>
    private protected abstract string Words { get; }

    /// <summary>How long it lasts, as in <c> for 00:02:34</c>; empty when for good.</summary>
    private protected string Time => For is { } time ? $" for {time}" : "";

    /// <summary>The word of its kind.</summary>
    internal string Word => GetType().Name;

    /// <summary>Checks what is known without a world.</summary>
    internal void Check(FaultCheck check)
    {
        check.Length(nameof(For), For);
        CheckValues(check);
    }

    /// <summary>Whether names of nodes that it strikes may be those of nodes to come: it then waits for them.</summary>
    internal virtual bool WaitsForHosts => false;

    /// <summary>Checks what does not change: numbers, lengths, clouds.</summary>
    internal virtual void CheckValues(FaultCheck check)
    {
    }

    /// <summary>Checks that what it strikes is there.</summary>
    internal virtual void CheckTargets(FaultCheck check, World world)
    {
    }

    /// <summary>Begins it.</summary>
    /// <returns>What ends it; null when it is over at once.</returns>
    internal abstract Action? Begin(World world);
}
