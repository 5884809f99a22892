using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>The launch configurations of a topology.</summary>
public static class TopologyLaunches
{
    /// <summary>All of them, by name.</summary>
    /// <param name="topology">The topology.</param>
    public static IEnumerable<LaunchConfiguration> LaunchConfigurations(this Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.Values.Where(LaunchLabels.IsLaunch).Select(LaunchLabels.Read);
    }

    /// <summary>Finds one by its whole name; null when there is none.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The name.</param>
    public static LaunchConfiguration? FindLaunch(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.TryGetValue(LaunchLabels.GroupName(name), out NodeGroup? group) ? LaunchLabels.Read(group) : null;
    }

    /// <summary>Finds the one that starts nodes in a cloud: <c>name@cloud</c> when there is one, else the one of this very name, else the one without a cloud.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The name, with or without a cloud.</param>
    /// <param name="cloud">The cloud's name.</param>
    /// <returns>The launch configuration; null when there is none.</returns>
    public static LaunchConfiguration? FindLaunch(this Topology topology, string name, string cloud)
    {
        ArgumentNullException.ThrowIfNull(name);
        return topology.FindLaunch(LaunchConfiguration.NameFor(name, cloud)) ?? topology.FindLaunch(name) ?? topology.FindLaunch(LaunchConfiguration.StemOf(name));
    }

    /// <summary>Adds one; the one that is there under its name stays.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="launch">The launch configuration.</param>
    /// <exception cref="DecisionException">It cannot be, or its name is taken but for case.</exception>
    public static Topology WithLaunch(this Topology topology, LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(launch);
        NodeGroup group = LaunchLabels.Of(launch);
        if (topology.Groups.ContainsKey(group.Name))
        {
            return topology;
        }

        ValueList<Problem> problems = DomainRules.Check(launch).AddRange(TopologyDomains.CheckFree(topology, group.Name));
        return problems.Count == 0
            ? topology with { Groups = topology.Groups.With(group.Name, group) }
            : throw new DecisionException($"Launch configuration '{launch.Name}'", problems);
    }

    /// <summary>Removes one; nodes that it started stay. The same topology when it is not there.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">The name.</param>
    public static Topology WithoutLaunch(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology with { Groups = topology.Groups.Without(LaunchLabels.GroupName(name)) };
    }
}
