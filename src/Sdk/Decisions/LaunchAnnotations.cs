using Scalewright.Decisions.Policies;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Annotations that pass a launch configuration to the provider of each node.</summary>
internal static class LaunchAnnotations
{
    public static ValueMap<string> From(LaunchConfiguration launch)
    {
        string[] values = [launch.Name, launch.InstanceType, launch.KeyName, string.Join(',', launch.SecurityGroups), launch.UserData];
        return LaunchConfiguration.ReservedAnnotations.Zip(values, KeyValuePair.Create).Where(entry => entry.Value.Length > 0).ToValueMap();
    }

    /// <summary>Returns an unused unique value for each new node.</summary>
    /// <param name="nodes">The existing nodes that are kept.</param>
    public static ValueList<string?> Unique(LaunchConfiguration launch, IEnumerable<NodeSpec> nodes, int count) =>
        UniqueValueAllocator.Assign(
            launch.UniqueValues,
            nodes.Where(node => node.Annotations.ContainsKey(launch.UniqueKey)).Select(node => node.Annotations[launch.UniqueKey]),
            count
        );
}
