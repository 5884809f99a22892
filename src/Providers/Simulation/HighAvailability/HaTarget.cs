namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Target with its two nodes and the node that it runs on.</summary>
public sealed record HaTarget
{
    /// <summary>Label, unique in its cluster.</summary>
    public required string Label { get; init; }

    /// <summary>Primary node; null when none is configured.</summary>
    public string? Primary { get; init; }

    /// <summary>Secondary node, which takes over; null when none is configured.</summary>
    public string? Secondary { get; init; }

    /// <summary>Current node; null when the target is stopped.</summary>
    public string? CurrentNode { get; init; }

    /// <summary>Indicates whether the target was started and not stopped since. Unused by the compat rules.</summary>
    public bool IsDesired { get; init; }

    /// <summary>Path of the device; empty when the target has no disk.</summary>
    public string DevicePath { get; init; } = "";

    /// <summary>ID of the content of the device; empty when unknown.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Mount point while the target runs; empty for none.</summary>
    public string MountPoint { get; init; } = "";

    /// <summary>Returns true if a node is the primary or secondary node.</summary>
    /// <param name="node">Name of the node.</param>
    public bool HasNode(string node) => Primary == node || Secondary == node;

    /// <summary>Returns the other of the two nodes, or null.</summary>
    internal string? Other(string node) =>
        Primary switch
        {
            not null when Primary != node => Primary,
            _ => Secondary != node ? Secondary : null,
        };
}
