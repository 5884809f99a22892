using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation;

/// <summary>Something that goes wrong in a simulated place: a value, which does nothing until it is injected or stands in a schedule.</summary>
public abstract record Fault
{
    private protected Fault()
    {
    }

    /// <summary>How long it lasts, 0 or more; null, the default: for good, if it is of a kind that lasts.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Begins it.</summary>
    /// <returns>What ends it; null when it is over at once.</returns>
    internal abstract Action? Begin(World world);
}
