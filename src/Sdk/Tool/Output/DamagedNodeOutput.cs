using System.ComponentModel;
using Scalewright.Providers.Local;

namespace Scalewright.Tool.Output;

/// <summary>Node whose record is damaged.</summary>
[Description("A node whose record is damaged.")]
internal sealed record DamagedNodeOutput(
    [property: Description("The identifier of the node at the provider.")] string Id,
    [property: Description("The file of the record.")] string Path)
{
    /// <summary>Takes what the document shows from a node.</summary>
    public static DamagedNodeOutput Of(DamagedNode node) => new(node.Id, node.Path);
}
