using System.ComponentModel;
using Scalewright.Clusters;

namespace Scalewright.Tool.Output;

/// <summary>A node.</summary>
[Description("A node.")]
internal sealed record NodeOutput(
    [property: Description("Host name.")] string Name,
    [property: Description("Name of its group.")] string Group,
    [property: Description("'missing', 'starting', 'ready', 'unreachable', 'failed' or 'ending'.")] string State,
    [property: Description("Address by which it is reached; empty when the provider knows none.")] string Address)
{
    public static NodeOutput Of(Node node) => new(node.Name, node.Group, Words.Of(node.State), "");
}
