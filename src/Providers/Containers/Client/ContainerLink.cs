namespace Scalewright.Providers.Containers.Client;

/// <summary>Connection of a container to a network. Empty texts are unknown values.</summary>
/// <param name="Network">Name of the network.</param>
internal sealed record ContainerLink(string Network)
{
    public string IPv4Address { get; init; } = "";

    public string IPv6Address { get; init; } = "";

    public string MacAddress { get; init; } = "";

    public ValueList<string> Aliases { get; init; } = [];

    public IEnumerable<string> Addresses => ((string[])[IPv4Address, IPv6Address]).Where(address => address.Length > 0);
}
