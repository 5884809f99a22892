using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.Builtin;

internal static class BuiltinRules
{
    public static void Validate(Profile profile, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(problems);
        if (HasContainers(profile) && profile.Count > 1)
        {
            problems.AddWarning(
                ProblemCode.Conflict,
                default,
                "count",
                $"{profile.Count} is not used: {CountText.Of(profile.Containers, "container")} by {profile.ContainersPerNode} need {CountText.Of(CountNodes(profile), "node")}",
                "leave it out, or leave out containers");
        }
    }

    public static int CountNodes(Profile profile) => HasContainers(profile)
        ? (int)(((long)profile.Containers + profile.ContainersPerNode!.Value - 1) / profile.ContainersPerNode.Value)
        : profile.Count;

    /// <summary>Fills nodes in order. The last one gets the rest.</summary>
    public static int CountContainers(Profile profile, int number)
    {
        if (!HasContainers(profile))
        {
            return 0;
        }

        long before = (long)(number - 1) * profile.ContainersPerNode!.Value;
        return (int)Math.Min(profile.ContainersPerNode.Value, profile.Containers - before);
    }

    public static ContainerRule DescribeContainers(Profile profile, NetworkPlan networks)
    {
        if (networks.ContainerCount == 0)
        {
            return ContainerRule.None;
        }

        LinkRule[] links =
        [
            .. profile.Networks
                .Select(network => (network.Name, Block: networks.Allocate(network, networks.ContainerCount)))
                .Where(link => link.Block is not null)
                .Select(link => new LinkRule(link.Name, link.Block!)),
        ];
        ContainerRole role = new("{node}-c{number}")
        {
            Links = links.ToValueList(),
            Gateway = networks.ResolveGateway(profile.Container.Gateway),
        };
        return new ContainerRule
        {
            Roles = [role],
            Cpus = profile.Container.Cpus,
            MemoryMiB = profile.Container.MemoryMiB,
            RootFs = profile.Container.RootFs,
        };
    }

    private static bool HasContainers(Profile profile) => profile.Containers > 0 && profile.ContainersPerNode > 0;
}
