namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A network, group or node that the place has: as it is, and as lists show it, which may be later.</summary>
internal class Holding(long number, Resource current)
{
    /// <summary>From 1, in the order of creation; never used again, unlike the id.</summary>
    public long Number => number;

    public Resource Current { get; set; } = current;

    /// <summary>What lists show; null when they do not show it.</summary>
    public Resource? Seen { get; set; }

    public bool IsGone { get; set; }

    /// <summary>Counts the changes, so that a late one is not shown after a later one.</summary>
    public int Changes { get; set; }

    public int SeenChanges { get; set; }

    public ResourceTag Tag => Current.Tag;
}
