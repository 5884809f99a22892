namespace Scalewright.Profiles;

/// <summary>A network that containers are attached to.</summary>
/// <param name="Name">Name, also the VLAN's.</param>
/// <param name="Network">
/// Address and prefix, IPv4 or IPv6: <c>172.16.0.0/16</c>. Host bits are kept: with <c>192.168.77.10/22</c> the first
/// container gets <c>192.168.77.11</c>.
/// </param>
public sealed record NetworkTemplate(string Name, string Network)
{
    /// <summary>The router's address on this network; null: the first address behind <see cref="Network"/> when a gateway is wanted.</summary>
    public string? Gateway { get; init; }

    /// <summary>The first address that a plugin gives out, where it takes one from here; null: the first free one. YAML key <c>start_ip</c>.</summary>
    public string? StartIp { get; init; }
}
