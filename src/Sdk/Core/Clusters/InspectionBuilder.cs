using Scalewright.Clusters.State;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

internal sealed class InspectionBuilder(ClusterState state, ValueList<Resource> resources, Owner owner, Topology desired)
{
    private readonly List<StateDifference> _differences = [];

    /// <summary>Runs all comparisons, in the order in which reconciliation makes the changes.</summary>
    public Inspection Complete()
    {
        foreach (IntentEntry intent in state.Intents)
        {
            Resolve(intent);
        }

        if (!state.IsShownBy(resources, out List<Resource> unknown))
        {
            Forget();
        }

        Resource[] orphans = [.. unknown.OrderBy(static resource => resource.Tag.Target).Where(resource => !TryAdopt(resource))];
        return new Inspection(state, resources, _differences.ToValueList(), orphans.ToValueList());
    }

    /// <summary>Resolves a request with an unknown outcome: its caller is gone, but it may have completed.</summary>
    private void Resolve(IntentEntry intent)
    {
        ResourceTag tag = new(owner, intent.Step.Target, intent.Step.Name, intent.Token) { Digest = SpecDigest.Compute(intent.Step) };
        StepRequest request = new(intent.Step, tag, intent.ResourceId);
        StepOutcome outcome = StepOutcomeResolver.DeriveOutcome(request, StepOutcomeResolver.Find(request, resources), problem: null);
        bool isDone = outcome.Result == StepResult.Succeeded;
        ResourceEntry? entry = outcome.Resource is null ? null : ResourceEntry.From(outcome.Resource);
        Add(
            new StateDifference(new ClusterChange { Result = new ResultEntry(intent.Token, isDone) { Resource = entry } })
            {
                Name = intent.Step.Name,
                Step = isDone ? FindStep(intent, outcome) : null,
                Event = ClusterEventKind.StepResolved,
                Reason = $"{intent.Step} was {(isDone ? "" : "not ")}done",
            }
        );
    }

    private static PlanStep? FindStep(IntentEntry intent, StepOutcome outcome) =>
        (intent.Step.Action, outcome.Resource) switch
        {
            (StepAction.Create, { } created) => new AdoptResource(OrphanRemovalRequests.ReferenceTo(created)),
            (StepAction.Destroy, _) when intent.ResourceId is { } id => new ForgetResource(
                new ResourceReference(intent.Step.Target, intent.Step.Name, id) { Group = (intent.Step as DestroyNode)?.Group ?? "" }
            ),
            _ => null,
        };

    private void Forget()
    {
        foreach (ResourceEntry entry in Missing())
        {
            Add(
                new StateDifference(new ClusterChange { Gone = entry })
                {
                    Name = entry.Name,
                    Step = new ForgetResource(new ResourceReference(entry.Target, entry.Name, entry.Id) { Group = entry.Group }),
                    Event = ClusterEventKind.NodeLost,
                    Reason = $"{entry.Id} is gone",
                }
            );
        }
    }

    /// <summary>
    /// Returns missing resources: nodes before their group, because only an empty group can be removed.
    /// </summary>
    private ResourceEntry[] Missing()
    {
        Dictionary<string, Resource> byToken = new(resources.Count, StringComparer.Ordinal);
        foreach (Resource resource in resources)
        {
            if (resource.State != ResourceState.Deleting)
            {
                byToken.TryAdd(resource.Tag.Token, resource);
            }
        }

        return
        [
            .. state.Resources.Where(entry => !byToken.TryGetValue(entry.Token, out Resource? resource) || !entry.Is(resource)).Reverse(),
        ];
    }

    private bool TryAdopt(Resource resource)
    {
        if (FindAdoption(resource) is not { } step)
        {
            return false;
        }

        if (step is CreateNode node && !state.Recorded.Groups.ContainsKey(node.Group))
        {
            // With some providers a group is not a resource; then only its nodes show that it exists.
            CreateGroup group = new(desired.Groups[node.Group] with { Nodes = [] });
            Add(new StateDifference(new ClusterChange { Adopted = new AdoptionEntry(group, null) }) { Name = node.Group });
        }

        Add(
            new StateDifference(new ClusterChange { Adopted = new AdoptionEntry(step, ResourceEntry.From(resource)) })
            {
                Name = resource.Tag.Name,
                Step = new AdoptResource(OrphanRemovalRequests.ReferenceTo(resource)),
                Event = ClusterEventKind.ResourceAdopted,
                Reason = $"{resource.Id} was adopted",
            }
        );
        return true;
    }

    /// <summary>
    /// Returns the step that adopts a resource; null if the resource does not match or its name is in use.
    /// </summary>
    private PlanStep? FindAdoption(Resource resource)
    {
        if (resource.State != ResourceState.Ready || state.Find(resource.Tag.Target, resource.Tag.Name) is not null)
        {
            return null;
        }

        Topology recorded = state.Recorded;
        PlanStep? step = resource.Tag.Target switch
        {
            StepTarget.Network => FindNetworkAdoption(resource.Tag.Name, recorded),
            StepTarget.Group => FindGroupAdoption(resource.Tag.Name, recorded),
            _ => FindNodeAdoption(resource.Tag),
        };
        return step is not null && SpecDigest.Matches(step, resource.Tag.Digest) ? step : null;
    }

    private CreateNetwork? FindNetworkAdoption(string name, Topology recorded) =>
        desired.Networks.TryGetValue(name, out NetworkSpec? network) && !recorded.Networks.ContainsKey(name)
            ? new CreateNetwork(network)
            : null;

    /// <summary>
    /// Returns the step that adopts a group. A group that was already recorded because of its nodes gets its resource.
    /// </summary>
    private PlanStep? FindGroupAdoption(string name, Topology recorded)
    {
        if (!desired.Groups.TryGetValue(name, out NodeGroup? group))
        {
            return null;
        }

        NodeGroup target = group with { Nodes = [] };
        return recorded.Groups.TryGetValue(name, out NodeGroup? recordedGroup)
            ? new ChangeGroup(recordedGroup with { Nodes = [] }, target)
            : new CreateGroup(target);
    }

    private CreateNode? FindNodeAdoption(ResourceTag tag) =>
        desired.Groups.TryGetValue(tag.Group, out NodeGroup? group) && group.Nodes.FirstOrDefault(node => node.Name == tag.Name) is { } spec
            ? new CreateNode(group.Name, spec)
            : null;

    private void Add(StateDifference difference)
    {
        state.Apply(difference.Change);
        _differences.Add(difference);
    }
}
