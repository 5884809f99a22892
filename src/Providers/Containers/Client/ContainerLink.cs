namespace Scalewright.Providers.Containers.Client;

/// <summary>Connection of a container to a network. Empty texts are unknown values.</summary>
/// <param name="Network">Name of the network.</param>
internal sealed record ContainerLink(string Network)
{
    /// <summary>Address without a prefix length.</summary>
    public string IPv4Address { get; init; } = "";

    /// <inheritdoc cref="IPv4Address"/>
    public string IPv6Address { get; init; } = "";

    /// <summary>MAC address with colons, as in 02:42:0a:14:00:05.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>Further names of the container in the network.</summary>
    public ValueList<string> Aliases { get; init; } = [];

    public IEnumerable<string> Addresses => ((string[])[IPv4Address, IPv6Address]).Where(address => address.Length > 0);
}
