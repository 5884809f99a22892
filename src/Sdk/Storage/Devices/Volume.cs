using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Devices;

/// <summary>Shared disk and its contents.</summary>
public sealed record Volume
{
    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>Storage unit whose servers see the disk.</summary>
    public required int Unit { get; init; }

    /// <summary>Major and minor device number.</summary>
    public required string MajorMinor { get; init; }

    /// <summary>Target that the disk is formatted as; null if it is not formatted as a target.</summary>
    public LustreTarget? Target { get; init; }

    /// <summary>Type of the local file system on the disk; null if it has no local file system.</summary>
    public string? LocalFileSystem { get; init; }

    /// <summary>Path of the disk on every server that sees it.</summary>
    public string Path => VolumeLayout.GetPath(Serial);
}
