namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Settings of instances that are kept and shown. Nodes do not differ by them.</summary>
internal sealed record InstanceSettings
{
    /// <summary>Settings where none were named.</summary>
    public static InstanceSettings None { get; } = new();

    /// <summary>Name or ARN of the instance profile; empty: none.</summary>
    public string Profile { get; init => field = value ?? ""; } = "";

    public bool IsMonitored { get; init; }

    public bool IsEbsOptimized { get; init; }

    public string KernelId { get; init => field = value ?? ""; } = "";

    public string RamdiskId { get; init => field = value ?? ""; } = "";

    /// <summary>Tenancy; empty: the default.</summary>
    public string Tenancy { get; init => field = value ?? ""; } = "";

    /// <summary>Whether a public address was asked for; null: not said.</summary>
    public bool? HasPublicAddress { get; init; }

    /// <summary>Private address that was chosen; empty: it follows from the number of the instance.</summary>
    public string PrivateAddress { get; init => field = value ?? ""; } = "";

    public MetadataSettings? Metadata { get; init; }
}
