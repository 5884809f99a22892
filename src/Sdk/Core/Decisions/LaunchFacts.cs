using Scalewright.Decisions.Policies;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>What a launch configuration tells the place of each node, as annotations.</summary>
internal static class LaunchFacts
{
    private static readonly string[] Names = ["launch", "instance_type", "key_name", "security_groups", "user_data"];

    /// <summary>Whether a name is that of a fact that every node may have.</summary>
    public static bool IsOne(string name) => Names.Contains(name, StringComparer.Ordinal);

    /// <summary>The facts of every node; what is empty is left out.</summary>
    public static ValueMap<string> Of(LaunchConfiguration launch)
    {
        string[] values = [launch.Name, launch.InstanceType, launch.KeyName, string.Join(',', launch.SecurityGroups), launch.UserData];
        return Names.Zip(values, KeyValuePair.Create).Where(entry => entry.Value.Length > 0).ToValueMap();
    }

    /// <summary>The values that new nodes get and no node has.</summary>
    /// <param name="launch">How they are started.</param>
    /// <param name="nodes">The nodes that stay.</param>
    /// <param name="count">How many new ones there are.</param>
    public static ValueList<string?> Unique(LaunchConfiguration launch, IEnumerable<NodeSpec> nodes, int count) => UniqueValues.Assign(
        launch.UniqueValues, nodes.Where(node => node.Annotations.ContainsKey(launch.UniqueKey)).Select(node => node.Annotations[launch.UniqueKey]), count);
}
