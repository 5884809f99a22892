using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A volume: a record that is kept and shown. Nodes have the disks of their image.</summary>
/// <param name="Id">Id, as in <c>vol-0123456789abcdef0</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record VolumeRecord(string Id, DateTimeOffset CreatedAt)
{
    public string Zone { get; init => field = value ?? ""; } = "";

    /// <summary>Size in GiB.</summary>
    public int Size { get; init; }

    public string VolumeType { get; init => field = value ?? ""; } = "";

    public string SnapshotId { get; init => field = value ?? ""; } = "";

    /// <summary>Operations per second; null: its type has none.</summary>
    public int? Iops { get; init; }

    /// <summary>Throughput in MiB/s; null: its type has none.</summary>
    public int? Throughput { get; init; }

    public bool IsEncrypted { get; init; }

    /// <summary>What a client said to make its call once.</summary>
    public string ClientToken { get; init => field = value ?? ""; } = "";

    /// <summary>Id of the instance that it is attached to; empty: none.</summary>
    public string Instance { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// Device that AttachVolume attached it as; empty: it is free, or follows from a block device of its instance.
    /// </summary>
    public string Device { get; init => field = value ?? ""; } = "";

    /// <summary>Time at which AttachVolume attached it; null: none.</summary>
    public DateTimeOffset? AttachedAt { get; init; }

    /// <summary>
    /// Indicates that it is deleted with the instance that AttachVolume attached it to. Block devices have their own
    /// flag.
    /// </summary>
    public bool IsDeletedOnTermination { get; init; }

    /// <summary>The same volume, attached to nothing.</summary>
    public VolumeRecord Free() =>
        this with { Instance = "", Device = "", AttachedAt = null, IsDeletedOnTermination = false };

    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags { get; init => field = value ?? ValueMap<string>.Empty; } = ValueMap<string>.Empty;
}
