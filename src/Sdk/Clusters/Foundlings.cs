using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>What an older copy of the state does not know: kept as it is, known by its tag alone, and told, so that a plan shows it before it goes.</summary>
internal sealed class Foundlings(ClusterJournal journal)
{
    private readonly ProblemList _warnings = new();
    private readonly HashSet<string> _nodes = new(StringComparer.Ordinal);

    public ValueList<Problem> Warnings
    {
        get
        {
            lock (_warnings)
            {
                return _warnings.ToValueList();
            }
        }
    }

    /// <summary>Takes something over that nothing wants. What has the place of something else is left alone.</summary>
    public async Task AdoptAsync(Resource resource)
    {
        lock (_warnings)
        {
            _warnings.Add(ClusterProblems.Foundling(resource));
        }

        if (await StepOfAsync(resource) is { } step)
        {
            await journal.AdoptAsync(step, resource);
        }
    }

    /// <summary>Knows those again that are wanted by now just as they are.</summary>
    public async Task RecogniseAsync(ValueList<Resource> there)
    {
        foreach (Resource resource in _nodes.Count == 0 ? [] : there)
        {
            if (resource.Tag.Target == StepTarget.Node && _nodes.Contains(resource.Tag.Name) && journal.State.Find(StepTarget.Node, resource.Tag.Name) is { } entry && entry.Is(resource)
                && NodeOf(journal.State.Wanted, resource) is { } wanted && NodeOf(journal.State.Recorded, resource) is { } recorded
                && SpecDigest.Of(new CreateNode(resource.Tag.Group, wanted)) == resource.Tag.Digest)
            {
                _nodes.Remove(resource.Tag.Name);
                await journal.AdoptAsync(new ChangeNode(resource.Tag.Group, recorded, wanted), resource);
            }
        }
    }

    private async Task<PlanStep?> StepOfAsync(Resource resource)
    {
        ResourceTag tag = resource.Tag;
        if (journal.State.Find(tag.Target, tag.Name) is not null)
        {
            return null;
        }

        Topology recorded = journal.State.Recorded;
        if (tag.Target == StepTarget.Network)
        {
            return recorded.Networks.ContainsKey(tag.Name) ? null : new CreateNetwork(new NetworkSpec(tag.Name, default));
        }

        string group = tag.Target == StepTarget.Group ? tag.Name : tag.Group;
        CreateGroup make = new(journal.State.Wanted.Groups.TryGetValue(group, out NodeGroup? wanted) ? wanted with { Nodes = [] } : new NodeGroup(group, ""));
        bool isKnown = recorded.Groups.ContainsKey(group);
        if (tag.Target == StepTarget.Group)
        {
            return isKnown ? null : make;
        }

        if (!isKnown)
        {
            await journal.AdoptAsync(make, resource: null);
        }

        if (NodeOf(recorded, resource) is not null)
        {
            return null;
        }

        _nodes.Add(tag.Name);
        return new CreateNode(group, new NodeSpec(tag.Name, 1));
    }

    private static NodeSpec? NodeOf(Topology topology, Resource resource) =>
        topology.Groups.TryGetValue(resource.Tag.Group, out NodeGroup? group) ? group.Nodes.FirstOrDefault(node => node.Name == resource.Tag.Name) : null;
}
