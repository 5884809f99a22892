using System.ComponentModel;
using Scalewright.Topologies;

namespace Scalewright.Tool.Output;

/// <summary>A group of nodes.</summary>
[Description("A group of nodes.")]
internal sealed record GroupOutput(
    [property: Description("Name of the group.")] string Name,
    [property: Description("Plugin that describes its nodes.")] string Plugin,
    [property: Description("Number of its nodes.")] int Nodes)
{
    public static IReadOnlyList<GroupOutput> Of(Topology topology) =>
        [.. topology.Groups.Values.Select(group => new GroupOutput(group.Name, group.Plugin, group.Nodes.Count))];
}
