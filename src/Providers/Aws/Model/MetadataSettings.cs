namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Options of the metadata service of instances. They are kept and shown; nodes have no such service.
/// </summary>
/// <param name="HttpTokens">Empty: not said.</param>
/// <param name="HopLimit">Null: not said.</param>
/// <param name="HttpEndpoint">Empty: not said.</param>
internal sealed record MetadataSettings(string HttpTokens, int? HopLimit, string HttpEndpoint)
{
    /// <summary>Options of which none is said.</summary>
    public static MetadataSettings None { get; } = new("", null, "");

    /// <summary>Whether the service answers by IPv6; empty: not said.</summary>
    public string HttpProtocolIpv6 { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the service shows tags; empty: not said.</summary>
    public string InstanceMetadataTags { get; init => field = value ?? ""; } = "";

    /// <summary>The options with those changed that are said.</summary>
    public MetadataSettings With(MetadataSettings changes) => new(
        Or(changes.HttpTokens, HttpTokens), changes.HopLimit ?? HopLimit, Or(changes.HttpEndpoint, HttpEndpoint))
    {
        HttpProtocolIpv6 = Or(changes.HttpProtocolIpv6, HttpProtocolIpv6),
        InstanceMetadataTags = Or(changes.InstanceMetadataTags, InstanceMetadataTags),
    };

    private static string Or(string said, string before) => said.Length > 0 ? said : before;
}
