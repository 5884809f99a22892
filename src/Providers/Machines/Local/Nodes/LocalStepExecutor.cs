using Scalewright.Providers.Local.Links;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Executes steps on node folders. Networks and groups need no steps: one bridge connects all nodes.</summary>
internal sealed class LocalStepExecutor(
    NodeFolders folders, AddressRange range, INodeIsolation isolation, LocalOptions options, ILogger logger)
{
    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            return request.Step switch
            {
                CreateNode create => await CreateAsync(request, create.Node),
                ChangeNode => Change(request),
                DestroyNode => await DestroyAsync(request),
                _ => Succeeded(request),
            };
        }
        catch (LinkSetupException failure)
        {
            return Failed(request, failure.Problem, canRetry: request.Step is CreateNode or DestroyNode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Failed(request, LocalProblems.FolderFailed(request.Step.ToString()!, failure), canRetry: false);
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

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec spec)
    {
        string id = folders.GetId(request.Token);
        LocalNode? earlier = folders.Read(id);
        LocalNode node = earlier ?? Describe(request, spec);
        if (node.IsWhole)
        {
            return Succeeded(request, node.ToResource(id));
        }

        // The record is written first, so that the remains of a crash are listed and can be removed.
        folders.Write(id, node);
        int number = folders.AcquireNumber(id, range.Count, isNew: earlier is null);
        if (number == 0)
        {
            folders.Remove(id);
            return Failed(request, LocalProblems.NoAddress(range.ToString()));
        }

        node = node with { Address = range.GetAddress(number), IsWhole = true };
        await isolation.MakeAsync(id, node);
        await GetDisk(id).MountAsync(node.DiskMiB);
        folders.Write(id, node);
        LocalLog.NodeCreated(logger, node.Name, node.Address);
        return Succeeded(request, node.ToResource(id));
    }

    private LocalNode Describe(StepRequest request, NodeSpec spec) => new()
    {
        Mark = StoredResourceTag.FromTag(request.Tag, options.Clock.GetUtcNow()),
        Isolation = options.Isolation,
        Address = "",
        PrefixBits = range.PrefixBits,
        Cpus = spec.Hardware.Cpus,
        MemoryMiB = spec.Hardware.MemoryMiB,
        DiskMiB = options.DiskMiB ?? 0,
    };

    private NodeDisk GetDisk(string id) => new(folders, new LinkCommands(options, logger), id);

    private StepOutcome Change(StepRequest request)
    {
        if (Find(request) is not ({ } id, { } node) || node.Name != request.Tag.Name)
        {
            return Failed(
                request, new Problem(ProblemCode.ResourceNotFound, $"{request.Step} is about a node that is gone",
                    "check the existing nodes and create it again"));
        }

        if (node.Mark.CheckRequest(request) is { } problem)
        {
            return Failed(request, problem);
        }

        LocalNode changed = node with { Mark = node.Mark.WithTag(request.Tag) };
        folders.Write(id, changed);
        return Succeeded(request, changed.ToResource(id));
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        if (Find(request) is not ({ } id, { } node))
        {
            return Succeeded(request);
        }

        if (node.Mark.CheckRequest(request) is { } problem)
        {
            return Failed(request, problem);
        }

        if (node.Name != request.Tag.Name)
        {
            return Succeeded(request);
        }

        await RemoveAsync(id, node.Name);
        return Succeeded(request);
    }

    private async Task RemoveAsync(string id, string name)
    {
        folders.RecordRemoval(id);
        NodeProcesses.KillAll(id);
        await isolation.RemoveAsync(id);
        await GetDisk(id).UnmountAsync();
        folders.Remove(id);
        LocalLog.NodeRemoved(logger, name);
        if (!folders.HasAny)
        {
            await isolation.RemoveSharedAsync();
        }
    }

    private (string? Id, LocalNode? Node) Find(StepRequest request)
    {
        if (request.ResourceId is { } id)
        {
            return (id, folders.Read(id));
        }

        (List<(string Id, LocalNode Node)> nodes, List<DamagedNode> damaged) = folders.ReadEach();
        string owner = request.Tag.Owner.ToString();
        (string Id, LocalNode Node) found =
            nodes.Find(one => one.Node.Name == request.Tag.Name && one.Node.Mark.Owner == owner);
        return found.Node is null
            && damaged.Find(node => node.Owner is null || node.Owner == request.Tag.Owner) is { } unread
            ? throw new IOException($"{unread.Path} {unread.Fault}")
            : found;
    }
}
