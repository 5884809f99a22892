namespace Scalewright.Storage.Setup;

/// <summary>A storage cluster spelled out, as it is before anything happens.</summary>
public sealed record StorageLayout
{
    /// <summary>What it was made from.</summary>
    public required StorageSetup Setup { get; init; }

    /// <summary>The servers by index, then the workers by index.</summary>
    public required ValueList<ServerLayout> Servers { get; init; }

    /// <summary>The shared disks by number.</summary>
    public required ValueList<VolumeLayout> Volumes { get; init; }

    /// <summary>The storage units with a controller of their own, by number from 1; none when every server sees every disk.</summary>
    public required ValueList<int> Controllers { get; init; }

    /// <summary>The power units by number.</summary>
    public required ValueList<PowerUnitLayout> PowerUnits { get; init; }

    /// <summary>The disks that a server sees, by number; none for a worker.</summary>
    /// <param name="server">A server of this layout.</param>
    public IEnumerable<VolumeLayout> VolumesOf(ServerLayout server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.Unit is { } unit ? Volumes.Where(volume => volume.Unit == unit) : [];
    }
}
