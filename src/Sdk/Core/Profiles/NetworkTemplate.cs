namespace Scalewright.Profiles;

/// <summary>A network that containers are attached to.</summary>
/// <param name="Name">Name, also the VLAN's.</param>
/// <param name="Network">
/// Address and prefix, IPv4 or IPv6: <c>172.16.0.0/16</c>. Host bits are kept: with <c>192.168.77.10/22</c> the first
/// container gets <c>192.168.77.11</c>.
/// </param>
public sealed record NetworkTemplate(string Name, string Network)
{
    /// <summary>
    /// The router's address on this network, or the network's own name for the first one behind <see cref="Network"/>; null: that
    /// one too when the containers' default route is this network, else none.
    /// </summary>
    public string? Gateway { get; init; }

    /// <summary>The first address that a container gets; null: the first free one behind <see cref="Network"/>. YAML key <c>start_ip</c>.</summary>
    public string? StartIp { get; init; }
}
