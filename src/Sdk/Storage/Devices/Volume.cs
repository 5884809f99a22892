using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Devices;

/// <summary>A shared disk with what is on it.</summary>
public sealed record Volume
{
    /// <summary>Its serial.</summary>
    public required string Serial { get; init; }

    /// <summary>The storage unit whose servers see it.</summary>
    public required int Unit { get; init; }

    /// <summary>Major and minor device number.</summary>
    public required string MajorMinor { get; init; }

    /// <summary>The target it was formatted as; null for none.</summary>
    public Target? Target { get; init; }

    /// <summary>The type of a local file system on it; null for none.</summary>
    public string? LocalFileSystem { get; init; }

    /// <summary>Its path on every server that sees it.</summary>
    public string Path => VolumeLayout.PathOf(Serial);
}
