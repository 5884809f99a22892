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

    public StepOutcome Do(StepRequest order)
    {
        long highest = _epochs.GetValueOrDefault(order.Tag.Owner);
        if (order.Tag.Epoch < highest)
        {
            return Failed(order, CloudProblems.StaleEpoch(order.Tag, highest));
        }

        _epochs[order.Tag.Owner] = order.Tag.Epoch;
        return order.Step.Action switch
        {
            StepAction.Create => Create(order),
            StepAction.Change => Change(order),
            StepAction.Destroy => Destroy(order),
            _ => throw new UnreachableException(nameof(order)),
        };
    }

    private StepOutcome Create(StepRequest order)
    {
        if (world.Inventory.FindToken(order.Tag.Owner, order.Token) is { } made)
        {
            return made.IsGone ? Failed(order, CloudProblems.TokenUsed(order.Tag)) : Done(order, made.Current);
        }

        if (order.Step is CreateNode step)
        {
            return CreateNode(order, step.Node);
        }

        long number = world.Inventory.NextNumber();
        SimulatedResource holding = new(number, MakeResource(order, number, ResourceState.Ready, ""));
        world.Inventory.Add(holding);
        return Done(order, holding.Current);
    }

    private StepOutcome CreateNode(StepRequest order, NodeSpec spec)
    {
        if (world.Clouds.Find(spec.Cloud) is not { } cloud)
        {
            return Failed(order, CloudProblems.UnknownCloud(spec, world.Clouds.Names));
        }

        if (CloudProblems.TooLarge(spec, cloud) is { } tooLarge)
        {
            return Failed(order, tooLarge);
        }

        CloudAllocation grant = cloud.Allocate(1, cloud.Model.IsSpot);
        if (grant.Leases is not [CloudLease lease])
        {
            return Failed(order, CloudProblems.Shortage(cloud, grant.Shortage));
        }

        long number = world.Inventory.NextNumber();
        SimulatedClusterNode node = world.Nodes.Make(
            number, MakeResource(order, number, ResourceState.Pending, cloud.Name), spec, cloud, lease);
        return Done(order, node.Current);
    }

    private StepOutcome Change(StepRequest order)
    {
        if (Find(order) is not { } holding || holding.Current.State == ResourceState.Deleting)
        {
            return Failed(order, CloudProblems.Gone(order.Tag));
        }

        if (!IsMeant(order, holding))
        {
            return Failed(order, CloudProblems.Foreign(order.Tag, holding.Current));
        }

        if (_done.Add((order.Tag.Owner, order.Token)))
        {
            Apply(order, holding);
        }

        return Done(order, holding.Current);
    }

    private void Apply(StepRequest order, SimulatedResource holding)
    {
        ResourceTag tag = holding.Tag with
        {
            Digest = order.Tag.Digest,
            Epoch = order.Tag.Epoch,
            Sequence = order.Tag.Sequence,
            ExpiresAt = order.Tag.ExpiresAt
        };
        world.Inventory.Change(holding, holding.Current with { Tag = tag });
        if (holding is SimulatedClusterNode node && order.Step is ChangeNode change)
        {
            node.Spec = change.To;
            world.RecordEvent(node, "it was changed");
        }
    }

    private StepOutcome Destroy(StepRequest order)
    {
        // A token removes only once, because the ID may belong to another resource by now.
        if (!_done.Contains((order.Tag.Owner, order.Token)) && Find(order) is { } holding)
        {
            if (Obstacle(order, holding) is { } obstacle)
            {
                return Failed(order, obstacle) with { CanRetry = obstacle.Code == ProblemCode.ResourceInUse };
            }

            world.Nodes.Remove(holding);
        }

        _done.Add((order.Tag.Owner, order.Token));
        return Done(order, null);
    }

    private Problem? Obstacle(StepRequest order, SimulatedResource holding)
    {
        if (!IsMeant(order, holding))
        {
            return CloudProblems.Foreign(order.Tag, holding.Current);
        }

        // If several groups with this name exist by mistake, the nodes need only one of them.
        bool isLast = order.Step.Target == StepTarget.Group
            && world.Inventory.FindAll(StepTarget.Group, order.Step.Name)
                .Count(other => other.Tag.Owner == order.Tag.Owner) == 1;
        int users = isLast ? world.Inventory.CountNodesOf(order.Tag.Owner, order.Step.Name) : 0;
        return users > 0 ? CloudProblems.GroupInUse(order.Tag, users) : null;
    }

    private SimulatedResource? Find(StepRequest order) =>
        order.ResourceId is { } id ? world.Inventory.FindId(id) : world.Inventory.FindName(order.Tag);

    // An ID may have been reassigned to another resource.
    private static bool IsMeant(StepRequest order, SimulatedResource holding) =>
        holding.Tag.Owner == order.Tag.Owner
        && holding.Tag.Target == order.Step.Target
        && holding.Tag.Name == order.Step.Name;

    private Resource MakeResource(StepRequest order, long number, ResourceState state, string cloud) =>
        new(world.MakeId(number), order.Tag, state, world.Kernel.Clock.GetUtcNow()) { Cloud = cloud };

    private static StepOutcome Done(StepRequest order, Resource? resource) =>
        new(order.Token, StepResult.Succeeded) { Resource = resource };

    private static StepOutcome Failed(StepRequest order, Problem problem) =>
        new(order.Token, StepResult.Failed) { Problem = problem };
}
