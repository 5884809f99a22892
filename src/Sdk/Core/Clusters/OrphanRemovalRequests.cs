using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Creates requests that remove resources unknown to the state, based only on their tags.</summary>
internal static class OrphanRemovalRequests
{
    /// <summary>Divides resources into waves for removal: nodes, then groups, then networks.</summary>
    public static IEnumerable<Resource[]> Waves(IEnumerable<Resource> resources, int maxRequests) =>
        resources.GroupBy(resource => resource.Tag.Target).OrderByDescending(same => same.Key).SelectMany(same => same.Chunk(maxRequests));

    /// <summary>Returns the removals as plan steps; each wave depends on the previous one.</summary>
    public static IEnumerable<PlanStep> CreateSteps(IReadOnlyCollection<Resource> resources, int first)
    {
        ValueList<int> before = [];
        int next = first;
        foreach (Resource[] wave in Waves(resources, int.MaxValue))
        {
            foreach (Resource resource in wave)
            {
                yield return new DestroyOrphan(ReferenceTo(resource)) { DependsOn = before };
            }

            before = Enumerable.Range(next, wave.Length).ToValueList();
            next += wave.Length;
        }
    }

    public static ResourceReference ReferenceTo(Resource resource) =>
        new(resource.Tag.Target, resource.Tag.Name, resource.Id) { Group = resource.Tag.Group };

    public static StepRequest Create(Resource resource, Owner owner, long epoch, string token)
    {
        PlanStep step = resource.Tag.Target switch
        {
            StepTarget.Network => new DestroyNetwork(new NetworkSpec(resource.Tag.Name, default)),
            StepTarget.Group => new DestroyGroup(new NodeGroup(resource.Tag.Name, "")),
            _ => new DestroyNode(resource.Tag.Group, new NodeSpec(resource.Tag.Name, 1)),
        };
        return new StepRequest(
            step,
            new ResourceTag(owner, resource.Tag.Target, resource.Tag.Name, token) { Group = resource.Tag.Group, Epoch = epoch },
            resource.Id
        );
    }
}
