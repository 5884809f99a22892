using System.Diagnostics;
using Scalewright.Planning;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Server side of the clouds: executes requests atomically.</summary>
internal sealed class ControlPlane(World world)
{
    private readonly Dictionary<Owner, long> _epochs = [];
    private readonly HashSet<(Owner Owner, string Token)> _done = [];

    public StepOutcome Execute(StepRequest request)
    {
        long highest = _epochs.GetValueOrDefault(request.Tag.Owner);
        if (request.Tag.Epoch < highest)
        {
            return Failed(request, CloudProblems.StaleEpoch(request.Tag, highest));
        }

        _epochs[request.Tag.Owner] = request.Tag.Epoch;
        return request.Step.Action switch
        {
            StepAction.Create => Create(request),
            StepAction.Change => Change(request),
            StepAction.Destroy => Destroy(request),
            _ => throw new UnreachableException(nameof(request)),
        };
    }

    private StepOutcome Create(StepRequest request)
    {
        if (world.Inventory.FindToken(request.Tag.Owner, request.Token) is { } existing)
        {
            return existing.IsDeleted ? Failed(request, CloudProblems.TokenUsed(request.Tag)) : Succeeded(request, existing.Current);
        }

        if (request.Step is CreateNode step)
        {
            return CreateNode(request, step.Node);
        }

        long number = world.Inventory.NextNumber();
        SimulatedResource resource = new(number, MakeResource(request, number, ResourceState.Ready, ""));
        world.Inventory.Add(resource);
        return Succeeded(request, resource.Current);
    }

    private StepOutcome CreateNode(StepRequest request, NodeSpec spec)
    {
        if (world.Clouds.Find(spec.Cloud) is not { } cloud)
        {
            return Failed(request, CloudProblems.UnknownCloud(spec, world.Clouds.Names));
        }

        if (CloudProblems.TooLarge(spec, cloud) is { } tooLarge)
        {
            return Failed(request, tooLarge);
        }

        CloudAllocation grant = cloud.Allocate(1, cloud.Model.IsSpot);
        if (grant.Leases is not [CloudLease lease])
        {
            return Failed(request, CloudProblems.Shortage(cloud, grant.Shortage));
        }

        long number = world.Inventory.NextNumber();
        SimulatedClusterNode node = world.Nodes.Create(
            number,
            MakeResource(request, number, ResourceState.Pending, cloud.Name),
            spec,
            cloud,
            lease
        );
        return Succeeded(request, node.Current);
    }

    private StepOutcome Change(StepRequest request)
    {
        if (Find(request) is not { } resource || resource.Current.State == ResourceState.Deleting)
        {
            return Failed(request, CloudProblems.NotFound(request.Tag));
        }

        if (!IsMeant(request, resource))
        {
            return Failed(request, CloudProblems.OtherOwner(request.Tag, resource.Current));
        }

        if (_done.Add((request.Tag.Owner, request.Token)))
        {
            Apply(request, resource);
        }

        return Succeeded(request, resource.Current);
    }

    private void Apply(StepRequest request, SimulatedResource resource)
    {
        ResourceTag tag = resource.Tag with
        {
            Digest = request.Tag.Digest,
            Epoch = request.Tag.Epoch,
            Sequence = request.Tag.Sequence,
            ExpiresAt = request.Tag.ExpiresAt,
        };
        world.Inventory.Change(resource, resource.Current with { Tag = tag });
        if (resource is SimulatedClusterNode node && request.Step is ChangeNode change)
        {
            node.Spec = change.To;
            world.RecordEvent(node, "it was changed");
        }
    }

    private StepOutcome Destroy(StepRequest request)
    {
        // A token removes only once, because the ID may belong to another resource by now.
        if (!_done.Contains((request.Tag.Owner, request.Token)) && Find(request) is { } resource)
        {
            if (Obstacle(request, resource) is { } obstacle)
            {
                return Failed(request, obstacle) with { CanRetry = obstacle.Code == ProblemCode.ResourceInUse };
            }

            world.Nodes.Remove(resource);
        }

        _done.Add((request.Tag.Owner, request.Token));
        return Succeeded(request, null);
    }

    private Problem? Obstacle(StepRequest request, SimulatedResource resource)
    {
        if (!IsMeant(request, resource))
        {
            return CloudProblems.OtherOwner(request.Tag, resource.Current);
        }

        // If several groups with this name exist by mistake, the nodes need only one of them.
        bool isLast =
            request.Step.Target == StepTarget.Group
            && world.Inventory.FindAll(StepTarget.Group, request.Step.Name).Count(group => group.Tag.Owner == request.Tag.Owner) == 1;
        int users = isLast ? world.Inventory.GetNodeCount(request.Tag.Owner, request.Step.Name) : 0;
        return users > 0 ? CloudProblems.GroupInUse(request.Tag, users) : null;
    }

    private SimulatedResource? Find(StepRequest request) =>
        request.ResourceId is { } id ? world.Inventory.FindId(id) : world.Inventory.FindName(request.Tag);

    // An ID may have been reassigned to another resource.
    private static bool IsMeant(StepRequest request, SimulatedResource resource) =>
        resource.Tag.Owner == request.Tag.Owner && resource.Tag.Target == request.Step.Target && resource.Tag.Name == request.Step.Name;

    private Resource MakeResource(StepRequest request, long number, ResourceState state, string cloud) =>
        new(world.MakeId(number), request.Tag, state, world.Kernel.Clock.GetUtcNow()) { Cloud = cloud };

    private static StepOutcome Succeeded(StepRequest request, Resource? resource) =>
        new(request.Token, StepResult.Succeeded) { Resource = resource };

    private static StepOutcome Failed(StepRequest request, Problem problem) => new(request.Token, StepResult.Failed) { Problem = problem };
}
