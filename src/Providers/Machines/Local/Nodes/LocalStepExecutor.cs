using Scalewright.Providers.Local.Links;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Executes steps on node folders. Networks and groups need no steps: one bridge connects all nodes.</summary>
internal sealed class LocalStepExecutor(
    NodeFolders folders, AddressRange range, INodeIsolation isolation, LocalOptions options, ILogger logger)
{
    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node),
                ChangeNode => Change(order),
                DestroyNode => await DestroyAsync(order),
                _ => Done(order),
            };
        }
        catch (LinkSetupException failure)
        {
            return Failed(order, failure.Problem, mayRetry: order.Step is CreateNode or DestroyNode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed(order, LocalProblems.FolderFailed(order.Step.ToString()!, failure), mayRetry: false);
        }
    }

    /// <summary>Removes a node whose owner is unknown; returns the problem, or null on success.</summary>
    public async Task<Problem?> RemoveAsync(string id)
    {
        try
        {
            await RemoveAsync(id, id);
            return null;
        }
        catch (LinkSetupException failure)
        {
            return failure.Problem;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return LocalProblems.FolderFailed($"removing {id}", failure);
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest order, NodeSpec spec)
    {
        string id = folders.IdOf(order.Token);
        LocalNode? earlier = folders.Read(id);
        LocalNode node = earlier ?? Describe(order, spec);
        if (node.IsWhole)
        {
            return Done(order, node.ToResource(id));
        }

        // The record is written first, so that the remains of a crash are listed and can be removed.
        folders.Write(id, node);
        int number = folders.TakeNumber(id, range.Count, isNew: earlier is null);
        if (number == 0)
        {
            folders.Remove(id);
            return Failed(order, LocalProblems.NoAddress(range.ToString()));
        }

        node = node with { Address = range.Of(number), IsWhole = true };
        await isolation.MakeAsync(id, node);
        await DiskOf(id).MountAsync(node.DiskMiB);
        folders.Write(id, node);
        LocalLog.NodeCreated(logger, node.Name, node.Address);
        return Done(order, node.ToResource(id));
    }

    private LocalNode Describe(StepRequest order, NodeSpec spec) => new()
    {
        Mark = StoredResourceTag.FromTag(order.Tag, options.Clock.GetUtcNow()),
        Isolation = options.Isolation,
        Address = "",
        PrefixBits = range.PrefixBits,
        Cpus = spec.Hardware.Cpus,
        MemoryMiB = spec.Hardware.MemoryMiB,
        DiskMiB = options.DiskMiB ?? 0,
    };

    private NodeDisk DiskOf(string id) => new(folders, new LinkCommands(options, logger), id);

    private StepOutcome Change(StepRequest order)
    {
        if (Find(order) is not ({ } id, { } node) || node.Name != order.Tag.Name)
        {
            return Failed(order, new Problem(ProblemCode.ResourceNotFound, $"{order.Step} is about a node that is gone",
                "check the existing nodes and create it again"));
        }

        if (node.Mark.CheckRequest(order) is { } problem)
        {
            return Failed(order, problem);
        }

        LocalNode changed = node with { Mark = node.Mark.WithTag(order.Tag) };
        folders.Write(id, changed);
        return Done(order, changed.ToResource(id));
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest order)
    {
        if (Find(order) is not ({ } id, { } node))
        {
            return Done(order);
        }

        if (node.Mark.CheckRequest(order) is { } problem)
        {
            return Failed(order, problem);
        }

        if (node.Name != order.Tag.Name)
        {
            return Done(order);
        }

        await RemoveAsync(id, node.Name);
        return Done(order);
    }

    private async Task RemoveAsync(string id, string name)
    {
        folders.BeginRemoval(id);
        NodeProcesses.KillAll(id);
        await isolation.RemoveAsync(id);
        await DiskOf(id).UnmountAsync();
        folders.Remove(id);
        LocalLog.NodeRemoved(logger, name);
        if (!folders.HasAny)
        {
            await isolation.RemoveSharedAsync();
        }
    }

    private (string? Id, LocalNode? Node) Find(StepRequest order)
    {
        if (order.ResourceId is { } id)
        {
            return (id, folders.Read(id));
        }

        (List<(string Id, LocalNode Node)> nodes, List<DamagedNode> damaged) = folders.ReadEach();
        string owner = order.Tag.Owner.ToString();
        (string Id, LocalNode Node) found =
            nodes.Find(one => one.Node.Name == order.Tag.Name && one.Node.Mark.Owner == owner);
        return found.Node is null
            && damaged.Find(node => node.Owner is null || node.Owner == order.Tag.Owner) is { } unread
            ? throw new IOException($"{unread.Path} {unread.Fault}")
            : found;
    }
}
