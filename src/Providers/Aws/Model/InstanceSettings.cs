namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Instance settings that are only stored and shown. They do not affect nodes.</summary>
internal sealed record InstanceSettings
{
    public static InstanceSettings None { get; } = new();

    /// <summary>Name or ARN of the instance profile; empty for none.</summary>
    public string Profile
    {
        get;
        init => field = value ?? "";
    } = "";

    public bool IsMonitored { get; init; }

    public bool IsEbsOptimized { get; init; }

    public string KernelId
    {
        get;
        init => field = value ?? "";
    } = "";

    public string RamdiskId
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Tenancy; empty for the default.</summary>
    public string Tenancy
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>True if a public address was requested; null if not set.</summary>
    public bool? HasPublicAddress { get; init; }

    /// <summary>Chosen private address; empty to derive it from the number of the instance.</summary>
    public string PrivateAddress
    {
        get;
        init => field = value ?? "";
    } = "";

    public MetadataSettings? Metadata { get; init; }
}
