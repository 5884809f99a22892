using System.Diagnostics.CodeAnalysis;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Finds out whether a profile can be expanded, without making its nodes: the plugin's own checks, what it counts, its first
/// and last host name, and whether the networks hold all containers.
/// </summary>
internal static class ExpansionCheck
{
    /// <summary>Adds a problem, with the path of its field, for each thing that is wrong.</summary>
    /// <param name="entry">The plugin.</param>
    /// <param name="profile">The profile; it keeps the common rules.</param>
    /// <param name="limits">How large it may get.</param>
    /// <param name="networks">Networks of the profiles before it.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="nodes">How many nodes it becomes; 0 when that is not known.</param>
    /// <returns>The networks with this profile's addresses taken.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a plugin throws is reported by the plugin's name.")]
    public static ValueMap<NetworkSpec> Run(PluginEntry entry, Profile profile, ProfileLimits limits, ValueMap<NetworkSpec> networks, ProblemList problems, out int nodes)
    {
        nodes = 0;
        try
        {
            if (PreparedProfile.Prepare(entry, profile, ExpansionLimits.Default, problems) is not { } prepared)
            {
                return networks;
            }

            nodes = prepared.NodeCount;
            return Check(entry, prepared, limits, networks, problems);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            PluginFault.Note(problems, e);
            return networks;
        }
    }

    private static ValueMap<NetworkSpec> Check(PluginEntry entry, PreparedProfile prepared, ProfileLimits limits, ValueMap<NetworkSpec> networks, ProblemList problems)
    {
        CheckNames(prepared, problems);
        long containers = CountContainers(prepared, limits.ContainersMax);
        if (containers > limits.ContainersMax)
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                prepared.Profile.Containers > 0 ? "containers" : "count",
                $"{CountText.Of(prepared.Profile.Count, "unit")} of {entry} would have more than {limits.ContainersMax} containers",
                $"stay within {limits.ContainersMax} containers");
        }

        if (problems.HasErrors)
        {
            return networks;
        }

        NetworkPlan plan = new(prepared.Profile, containers, networks, problems);
        ContainerRule rule = prepared.Plugin.DescribeContainers(prepared.Profile, plan);
        if (!problems.HasErrors)
        {
            NetworkOverlaps.Check(rule, "container_template", problems);
            GatewayReach.Check(rule, "container_template.gateway", problems);
        }

        return plan.Networks;
    }

    private static void CheckNames(PreparedProfile prepared, ProblemList problems)
    {
        // The last name has the longest number.
        if (prepared.NodeCount > 0)
        {
            prepared.CheckName(prepared.Plugin.NameNode(prepared.Profile, prepared.NodeCount), prepared.NodeCount, problems);
        }
    }

    /// <summary>The containers of all nodes; stops counting when there are too many.</summary>
    private static long CountContainers(PreparedProfile prepared, long most)
    {
        long sum = 0;
        for (int number = 1; number <= prepared.NodeCount && sum <= most; number++)
        {
            sum += Math.Max(0, prepared.Plugin.CountContainers(prepared.Profile, number));
        }

        return sum;
    }
}
