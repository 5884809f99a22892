using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Settings of instances that are kept and shown. Nodes do not differ by them.</summary>
internal sealed record InstanceSettings
{
    /// <summary>Settings where none were named.</summary>
    public static InstanceSettings None { get; } = new();

    /// <summary>Name or ARN of the instance profile; empty: none.</summary>
    public string Profile { get; init; } = "";

    [JsonConverter(typeof(ValueListConverter<DiskRecord>))]
    public ValueList<DiskRecord> Disks { get; init; } = [];

    public bool IsMonitored { get; init; }

    public bool IsEbsOptimized { get; init; }

    public string KernelId { get; init; } = "";

    public string RamdiskId { get; init; } = "";

    /// <summary>Tenancy; empty: the default.</summary>
    public string Tenancy { get; init; } = "";

    /// <summary>Whether a public address was asked for; null: not said.</summary>
    public bool? HasPublicAddress { get; init; }

    public MetadataSettings? Metadata { get; init; }
}
