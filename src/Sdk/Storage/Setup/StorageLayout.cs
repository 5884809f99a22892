namespace Scalewright.Storage.Setup;

/// <summary>Complete layout of a new storage cluster.</summary>
public sealed record StorageLayout
{
    /// <summary>Specification of the layout.</summary>
    public required StorageClusterSpec Spec { get; init; }

    /// <summary>Servers by index, then workers by index.</summary>
    public required ValueList<ServerLayout> Servers { get; init; }

    /// <summary>Shared disks by number.</summary>
    public required ValueList<VolumeLayout> Volumes { get; init; }

    /// <summary>Storage units with their own controller, from 1; empty if every server sees every disk.</summary>
    public required ValueList<int> Controllers { get; init; }

    /// <summary>Power units by number.</summary>
    public required ValueList<PowerUnitLayout> PowerUnits { get; init; }
}
