using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Orders that remove what the state does not know: all there is to go by is the tag.</summary>
internal static class Removals
{
    /// <summary>What may be ordered together: nodes before groups before networks, so that nothing goes that another still needs.</summary>
    public static IEnumerable<Resource[]> Waves(IEnumerable<Resource> resources, int ordersMax) =>
        resources.GroupBy(resource => resource.Tag.Target).OrderByDescending(same => same.Key).SelectMany(same => same.Chunk(ordersMax));

    public static StepOrder Of(Resource resource, Owner owner, long epoch, string token)
    {
        PlanStep step = resource.Tag.Target switch
        {
            StepTarget.Network => new DestroyNetwork(new NetworkSpec(resource.Tag.Name, default)),
            StepTarget.Group => new DestroyGroup(new NodeGroup(resource.Tag.Name, "")),
            _ => new DestroyNode(resource.Tag.Group, new NodeSpec(resource.Tag.Name, 1)),
        };
        return new StepOrder(step, new ResourceTag(owner, resource.Tag.Target, resource.Tag.Name, token) { Group = resource.Tag.Group, Epoch = epoch }, resource.Id);
    }
}
