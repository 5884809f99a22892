namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// A block device of a launch configuration or an instance. It is kept and shown, as a volume where it is one; nodes
/// have the disks of their image.
/// </summary>
/// <param name="Device">Name of the device, such as <c>/dev/sdh</c>.</param>
internal sealed record DiskRecord(string Device)
{
    /// <summary>Name of a virtual device; empty for a volume.</summary>
    public string VirtualName { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the device of the image is left out.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>Whether it is a volume.</summary>
    public bool IsVolume { get; init; }

    public string SnapshotId { get; init => field = value ?? ""; } = "";

    /// <summary>Size in GiB; null: that of the snapshot.</summary>
    public int? Size { get; init; }

    public string VolumeType { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it goes with its instance; null: not said.</summary>
    public bool? IsDeletedOnTermination { get; init; }

    /// <summary>Operations per second; null: not said.</summary>
    public int? Iops { get; init; }

    /// <summary>Throughput in MiB/s; null: not said.</summary>
    public int? Throughput { get; init; }

    public bool? IsEncrypted { get; init; }
}
