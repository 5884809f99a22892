using Scalewright.Planning;
using Scalewright.Providers.Local.Links;
using Scalewright.Topologies;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Does steps in the folders of nodes. Networks and groups need nothing here: one bridge ties all nodes.</summary>
internal sealed class NodeOrders(NodeFolders folders, AddressRange range, INodeIsolation isolation, LocalProviderOptions options)
{
    /// <summary>Does one step to its end, whatever comes of it.</summary>
    public async Task<StepOutcome> DoAsync(StepOrder order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node),
                ChangeNode => Change(order),
                DestroyNode => await DestroyAsync(order),
                _ => new StepOutcome(order.Token, StepResult.Done),
            };
        }
        catch (LinkException failure)
        {
            return Fail(order, failure.Problem, mayRetry: order.Step is CreateNode or DestroyNode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(order, LocalProblems.Failed(order.Step.ToString()!, failure.Message), mayRetry: false);
        }
    }

    private static StepOutcome Fail(StepOrder order, Problem problem, bool mayRetry = false) => new(order.Token, StepResult.Failed) { Problem = problem, MayRetry = mayRetry };

    private static StepOutcome Done(StepOrder order, Resource? resource = null) => new(order.Token, StepResult.Done) { Resource = resource };

    private async Task<StepOutcome> CreateAsync(StepOrder order, NodeSpec node)
    {
        string id = folders.IdOf(order.Token);
        NodeMark mark = folders.Read(id) ?? MarkOf(order, node);
        if (mark.IsWhole)
        {
            return Done(order, mark.ToResource(id));
        }

        // Before anything is made, so that what a crash leaves is listed and can be removed.
        folders.Write(id, mark);
        int number = folders.TakeNumber(id, range.Count);
        if (number == 0)
        {
            folders.Remove(id);
            return Fail(order, LocalProblems.NoAddress(range.ToString()));
        }

        mark = mark with { Address = range.Of(number), IsWhole = true };
        await isolation.MakeAsync(id, mark);
        folders.Write(id, mark);
        return Done(order, mark.ToResource(id));
    }

    private NodeMark MarkOf(StepOrder order, NodeSpec node) => new()
    {
        Owner = order.Tag.Owner.ToString(),
        Name = order.Tag.Name,
        Token = order.Tag.Token,
        Group = order.Tag.Group,
        Digest = order.Tag.Digest,
        Epoch = order.Tag.Epoch,
        ExpiresAt = order.Tag.ExpiresAt,
        CreatedAt = options.Clock.GetUtcNow(),
        Isolation = options.Isolation,
        Address = "",
        PrefixBits = range.PrefixBits,
        Cpus = node.Hardware.Cpus,
        MemoryMiB = node.Hardware.MemoryMiB,
    };

    private StepOutcome Change(StepOrder order)
    {
        (string Id, NodeMark Mark)? found = Find(order);
        if (found is not { } node || node.Mark.Name != order.Tag.Name)
        {
            return Fail(order, new Problem(ProblemCode.ResourceGone, $"{order.Step} is about a node that is gone", "look at what there is, and make it again"));
        }

        if (Refusal(node.Mark, order) is { } problem)
        {
            return Fail(order, problem);
        }

        NodeMark changed = node.Mark with { Digest = order.Tag.Digest, Epoch = order.Tag.Epoch, ExpiresAt = order.Tag.ExpiresAt };
        folders.Write(node.Id, changed);
        return Done(order, changed.ToResource(node.Id));
    }

    private async Task<StepOutcome> DestroyAsync(StepOrder order)
    {
        if (Find(order) is not { } node)
        {
            return Done(order);
        }

        if (Refusal(node.Mark, order) is { } problem)
        {
            return Fail(order, problem);
        }

        if (node.Mark.Name != order.Tag.Name)
        {
            return Done(order);
        }

        NodeProcesses.KillAll(node.Id);
        await isolation.RemoveAsync(node.Id);
        folders.Remove(node.Id);
        if (!folders.ReadAll().Any())
        {
            await isolation.RemoveSharedAsync();
        }

        return Done(order);
    }

    private (string Id, NodeMark Mark)? Find(StepOrder order)
    {
        if (order.ResourceId is { } id)
        {
            return folders.Read(id) is { } mark ? (id, mark) : null;
        }

        return folders.ReadAll().Where(node => node.Mark.Name == order.Tag.Name && node.Mark.Owner == order.Tag.Owner.ToString())
            .Select(node => ((string, NodeMark)?)node).FirstOrDefault();
    }

    private static Problem? Refusal(NodeMark mark, StepOrder order) => mark switch
    {
        _ when mark.Owner != order.Tag.Owner.ToString() =>
            new Problem(ProblemCode.ForeignResource, $"{order.Step} is about a node that belongs to {Printable.Escape(mark.Owner)}", "look at what there is of this owner"),
        _ when mark.Epoch > order.Tag.Epoch =>
            new Problem(ProblemCode.StaleLease, $"epoch {order.Tag.Epoch} was ended by epoch {mark.Epoch}", "stop; the new holder acts for this node now"),
        _ => null,
    };
}
