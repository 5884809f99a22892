using System.ComponentModel;
using Scalewright.Providers;

namespace Scalewright.Tool.Output;

/// <summary>A resource of a provider.</summary>
[Description("A resource of a provider.")]
internal sealed record ResourceOutput(
    [property: Description("The provider's name for it.")] string Id,
    [property: Description("'network', 'group' or 'node'.")] string Target,
    [property: Description("Name of the network, group or node.")] string Name,
    [property: Description("Name of its cluster.")] string Cluster,
    [property: Description("Lineage of its cluster.")] string Lineage,
    [property: Description("When it was created.")] DateTime CreatedAt)
{
    public static ResourceOutput Of(Resource resource) => new(
        resource.Id, Words.Of(resource.Tag.Target), resource.Tag.Name, resource.Tag.Owner.Cluster, resource.Tag.Owner.Lineage.ToString(), resource.CreatedAt.UtcDateTime);
}
