namespace Scalewright.Profiles;

/// <summary>Network to which containers are attached.</summary>
/// <param name="Name">Name of the network and its VLAN.</param>
/// <param name="Network">Address and prefix, IPv4 or IPv6: <c>172.16.0.0/16</c>. Host bits are kept: with
/// <c>192.168.77.10/22</c> the first container gets <c>192.168.77.11</c>.</param>
public sealed record NetworkTemplate(string Name, string Network)
{
    /// <summary>
    /// Address of the router, or the network's own name for the first address after <see cref="Network"/>. Null: that
    /// address if this network is the containers' default route, otherwise none.
    /// </summary>
    public string? Gateway { get; init; }

    /// <summary>
    /// First container address. Null: first free address after <see cref="Network"/>. YAML key <c>start_ip</c>.
    /// </summary>
    public string? StartIp { get; init; }
}
