namespace Scalewright.Topologies;

/// <summary>Checks that each default route is a host address on one of the container's own networks.</summary>
internal static class GatewayReachability
{
    public static void Check(ContainerLayout layout, string field, ProblemList problems)
    {
        foreach (ContainerRole role in layout.Roles)
        {
            if (role.Gateway is { } gateway && !role.NetworkAttachments.Any(link => IsHost(link.Addresses.Subnet, gateway)))
            {
                string networks = string.Join(", ", role.NetworkAttachments.Select(link => link.Addresses.Subnet));
                problems.AddError(
                    ProblemCode.InvalidAddress,
                    default,
                    field,
                    $"{gateway} is not a host address on a network of the containers "
                        + $"({(networks.Length > 0 ? networks : "they have none")})",
                    "use the address of a router on one of these networks"
                );
                return;
            }
        }
    }

    /// <summary>
    /// Excludes the broadcast address, and the network address, of networks that have a broadcast address.
    /// </summary>
    private static bool IsHost(Subnet subnet, Address address) =>
        subnet.Contains(address) && (subnet.LastUsable == subnet.Last || (address != subnet.First && address <= subnet.LastUsable));
}
