namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>A target with its two nodes and the one it runs on.</summary>
public sealed record HaTarget
{
    /// <summary>Its label, unique in its cluster.</summary>
    public required string Label { get; init; }

    /// <summary>The node it is meant for; null when none is configured.</summary>
    public string? Primary { get; init; }

    /// <summary>The node that takes over; null when none is configured.</summary>
    public string? Secondary { get; init; }

    /// <summary>Where it runs; null when it does not.</summary>
    public string? Place { get; init; }

    /// <summary>Whether it was started and not stopped since; the compat rules forget it.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Path of its device; empty when it is none of a disk.</summary>
    public string DevicePath { get; init; } = "";

    /// <summary>The id of what is on the device; empty when unknown.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Where it is mounted while it runs; empty when nowhere.</summary>
    public string MountPoint { get; init; } = "";

    /// <summary>Whether a node is one of its two.</summary>
    /// <param name="node">The node.</param>
    public bool Names(string node) => Primary == node || Secondary == node;

    /// <summary>The one of its two nodes that is not the given one; null when there is none.</summary>
    internal string? Other(string node) => Primary != node && Primary is not null ? Primary : Secondary != node ? Secondary : null;
}
