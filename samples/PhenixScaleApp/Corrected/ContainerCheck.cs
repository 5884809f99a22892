using Scalewright;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>What would only fail on the nodes: a file system that minimega cannot be told, a router that nobody reaches.</summary>
internal static class ContainerCheck
{
    /// <summary>Checks the containers of each profile.</summary>
    public static void Run(Topology topology, ProblemList problems)
    {
        foreach (NodeGroup group in topology.Groups.Values)
        {
            string field = $"profiles.{group.Name}.container_template";
            if (group.Containers.RootFs.Contains('"', StringComparison.Ordinal) && group.Containers.RootFs.Contains('\'', StringComparison.Ordinal))
            {
                problems.AddError(
                    ProblemCode.UnsafePath,
                    default,
                    $"{field}.rootfs",
                    $"'{Printable.Escape(group.Containers.RootFs)}' holds both kinds of quotes, which minimega cannot be told",
                    "use a path with one kind of quotes at most");
            }

            foreach (ContainerRole role in group.Containers.Roles)
            {
                CheckGateway(role, $"{field}.gateway", problems);
            }
        }
    }

    private static void CheckGateway(ContainerRole role, string field, ProblemList problems)
    {
        if (role.Gateway is { } gateway && !role.Links.Any(link => IsHost(link.Addresses.Subnet, gateway)))
        {
            string networks = string.Join(", ", role.Links.Select(link => link.Addresses.Subnet));
            problems.AddError(ProblemCode.BadAddress, default, field, $"{gateway} is no host's address on a network of the containers ({networks})", "use the address of a router there");
        }
    }

    /// <summary>Where the last address is the broadcast address, the first one is the network's own.</summary>
    private static bool IsHost(Subnet subnet, Address address) =>
        subnet.Contains(address) && (subnet.LastUsable == subnet.Last || (address != subnet.First && address <= subnet.LastUsable));
}
