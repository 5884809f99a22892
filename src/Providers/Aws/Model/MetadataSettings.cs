namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Options of the metadata service of instances. Only stored and shown; nodes have no such service.</summary>
/// <param name="HttpTokens">Empty if not set.</param>
/// <param name="HopLimit">Null if not set.</param>
/// <param name="HttpEndpoint">Empty if not set.</param>
internal sealed record MetadataSettings(string HttpTokens, int? HopLimit, string HttpEndpoint)
{
    public static MetadataSettings None { get; } = new("", null, "");

    /// <summary>IPv6 endpoint of the service; empty if not set.</summary>
    public string HttpProtocolIpv6
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Access to tags in the service; empty if not set.</summary>
    public string InstanceMetadataTags
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Applies the options that are set.</summary>
    public MetadataSettings With(MetadataSettings changes) =>
        new(Or(changes.HttpTokens, HttpTokens), changes.HopLimit ?? HopLimit, Or(changes.HttpEndpoint, HttpEndpoint))
        {
            HttpProtocolIpv6 = Or(changes.HttpProtocolIpv6, HttpProtocolIpv6),
            InstanceMetadataTags = Or(changes.InstanceMetadataTags, InstanceMetadataTags),
        };

    private static string Or(string value, string before) => value.Length > 0 ? value : before;
}
