namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Network, group or node: its current state, and the state in lists, which may lag.</summary>
internal class SimulatedResource(long number, Resource current)
{
    /// <summary>Number from 1, in order of creation. Unlike the ID, it is never reused.</summary>
    public long Number => number;

    public Resource Current { get; set; } = current;

    /// <summary>State in lists; null when not listed.</summary>
    public Resource? Seen { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Number of changes, so that a delayed change does not overwrite a later one.</summary>
    public int Changes { get; set; }

    public int SeenChanges { get; set; }

    /// <summary>Number of the recorded event because of which lists show an older state; -1 for none.</summary>
    public int HiddenBy { get; set; } = -1;

    public ResourceTag Tag => Current.Tag;
}
