using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Reads and changes the launch configurations of a topology.</summary>
public static class TopologyLaunchExtensions
{
    private const string Plugin = "launch@1";

    /// <summary>Returns the launch configuration with the given full name; null if it does not exist.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Full name.</param>
    public static LaunchConfiguration? FindLaunchConfiguration(this Topology topology, string name)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.Groups.GetValueOrDefault(new LaunchConfiguration(name).GroupName)?.Launch;
    }

    /// <summary>
    /// Returns the launch configuration for a cloud: <c>name@cloud</c> if it exists, otherwise the one with exactly
    /// this name, otherwise the one without a cloud.
    /// </summary>
    /// <param name="topology">The topology.</param>
    /// <param name="name">Name, with or without a cloud.</param>
    /// <param name="cloud">Name of the cloud.</param>
    /// <returns>The launch configuration; null if missing.</returns>
    public static LaunchConfiguration? FindLaunchConfiguration(this Topology topology, string name, string cloud)
    {
        ArgumentNullException.ThrowIfNull(name);
        string baseName = name.LastIndexOf('@') is var at and >= 0 ? name[..at] : name;
        return topology.FindLaunchConfiguration($"{baseName}@{cloud}")
            ?? topology.FindLaunchConfiguration(name)
            ?? topology.FindLaunchConfiguration(baseName);
    }

    /// <summary>Adds a launch configuration. Keeps an existing one with the same name.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="launch">The launch configuration.</param>
    /// <exception cref="DecisionException">The launch configuration is invalid, or its name differs from another one
    /// only by case.</exception>
    public static Topology WithLaunchConfiguration(this Topology topology, LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(launch);
        string name = launch.GroupName;
        if (topology.Groups.GetValueOrDefault(name)?.Launch is not null)
        {
            return topology;
        }

        ValueList<Problem> problems = launch.Check().AddRange(TopologyDomainExtensions.CheckFree(topology, name));
        return problems.Count == 0
            ? topology with
            {
                Groups = topology.Groups.With(name, new NodeGroup(name, Plugin) { Launch = launch }),
            }
            : throw new DecisionException($"Launch configuration '{launch.Name}'", problems);
    }
}
