using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.BuiltIn;

internal static class BuiltInRules
{
    public static void Validate(Profile profile, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(problems);
        if (HasContainers(profile) && profile.Count > 1)
        {
            problems.AddWarning(
                ProblemCode.ConflictingFields,
                default,
                "count",
                $"{profile.Count} is ignored: {Pluralizer.Format(profile.ContainerCount, "container")} with "
                    + $"{profile.ContainersPerNode} per node need {Pluralizer.Format(CountNodes(profile), "node")}",
                "remove count or containers"
            );
        }
    }

    public static int CountNodes(Profile profile) =>
        HasContainers(profile)
            ? (int)(((long)profile.ContainerCount + profile.ContainersPerNode!.Value - 1) / profile.ContainersPerNode.Value)
            : profile.Count;

    /// <summary>Fills the nodes in order. The last node gets the remaining containers.</summary>
    public static int CountContainers(Profile profile, int number)
    {
        if (!HasContainers(profile))
        {
            return 0;
        }

        long before = (long)(number - 1) * profile.ContainersPerNode!.Value;
        return (int)Math.Min(profile.ContainersPerNode.Value, profile.ContainerCount - before);
    }

    public static ContainerLayout DescribeContainers(Profile profile, NetworkAllocator networks)
    {
        if (networks.ContainerCount == 0)
        {
            return ContainerLayout.None;
        }

        NetworkAttachment[] links =
        [
            .. profile
                .Networks.Select(network => (network.Name, Block: networks.Allocate(network, networks.ContainerCount)))
                .Where(link => link.Block is not null)
                .Select(link => new NetworkAttachment(link.Name, link.Block!)),
        ];
        ContainerRole role = new("{node}-c{number}")
        {
            NetworkAttachments = links.ToValueList(),
            Gateway = networks.ResolveGateway(profile.ContainerTemplate.Gateway),
        };
        return new ContainerLayout
        {
            Roles = [role],
            Cpus = profile.ContainerTemplate.Cpus,
            MemoryMiB = profile.ContainerTemplate.MemoryMiB,
            RootFs = profile.ContainerTemplate.RootFs,
        };
    }

    private static bool HasContainers(Profile profile) => profile.ContainerCount > 0 && profile.ContainersPerNode > 0;
}
