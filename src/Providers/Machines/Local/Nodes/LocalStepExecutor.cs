using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>Executes steps on node folders. Networks and groups need no steps: one bridge connects all nodes.</summary>
internal sealed class LocalStepExecutor(
    NodeFolders folders,
    AddressRange range,
    INodeIsolation isolation,
    LocalOptions options,
    ILogger logger
)
{
    private readonly ConcurrentDictionary<string, bool> _underConstruction = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WaitingReason> _reasons = new(StringComparer.Ordinal);

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
                _ => StepOutcome.Succeeded(request),
            };
        }
        catch (LinkSetupException failure)
        {
            return StepOutcome.Failed(request, failure.Problem, canRetry: request.Step is CreateNode or DestroyNode);
        }
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            return StepOutcome.Failed(request, LocalProblems.FolderFailed(request.Step.ToString()!, failure), canRetry: false);
        }
    }

    /// <summary>Removes a node whose owner is unknown; returns the problem, or null on success.</summary>
    public async Task<Problem?> TryRemoveAsync(string id)
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
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            return LocalProblems.FolderFailed($"removing {id}", failure);
        }
    }

    /// <summary>
    /// Completes a node whose creation was interrupted, or removes it if that fails, so that its creation is requested
    /// again. Removes a node whose removal was interrupted. Does nothing if this program is creating the node.
    /// </summary>
    public async Task RepairAsync(string id)
    {
        // A step that timed out may still be creating the node.
        if (!_underConstruction.TryAdd(id, true))
        {
            return;
        }

        LocalNode? node = null;
        try
        {
            node = folders.Read(id);
            if (folders.GetRemovalState(id) == RemovalState.Interrupted)
            {
                Record(id, await TryRemoveAsync(id), canResolve: true);
            }
            else if (node is { IsComplete: false })
            {
                await BuildAsync(id, node, isNew: false);
            }
        }
        catch (Exception failure) when (failure is LinkSetupException || LocalProblems.IsFolderFailure(failure))
        {
            // The next list reports a record that cannot be read.
            Problem? removalProblem = node is null ? null : await TryRemoveAsync(id);
            if (removalProblem is not null)
            {
                Record(
                    id,
                    (failure as LinkSetupException)?.Problem ?? LocalProblems.FolderFailed($"creating {id}", failure),
                    canResolve: failure is LinkSetupException
                );
            }
        }
        finally
        {
            _underConstruction.TryRemove(id, out _);
        }
    }

    /// <summary>Returns the reason why this program could neither complete nor remove a node; null if none.</summary>
    public WaitingReason? FindReason(string id) => _reasons.GetValueOrDefault(id);

    private void Record(string id, Problem? problem, bool canResolve)
    {
        if (problem is not null)
        {
            _reasons[id] = new WaitingReason($"{problem}", canResolve);
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec spec)
    {
        string id = folders.GetId(request.Token);
        LocalNode? recorded = folders.Read(id);
        if (recorded is not null && folders.GetRemovalState(id) == RemovalState.Interrupted)
        {
            await RemoveAsync(id, recorded.Name);
            recorded = null;
        }

        LocalNode node = recorded ?? Describe(request, spec);
        if (node.IsComplete)
        {
            return StepOutcome.Succeeded(request, node.ToResource(id));
        }

        // No RepairAsync runs for this node: the cluster requests steps only after it has awaited the repair of all nodes.
        _underConstruction[id] = true;
        try
        {
            // The record is written first, so that the remains of a crash are listed, and completed or removed.
            folders.Write(id, node);
            LocalLog.CreationStarted(logger, node.Name);
            if (folders.ReserveRange() is { } problem)
            {
                folders.Remove(id);
                return StepOutcome.Failed(request, problem);
            }

            LocalNode? complete = await BuildAsync(id, node, isNew: recorded is null);
            return complete is null
                ? StepOutcome.Failed(request, LocalProblems.NoAddress(range.ToString()))
                : StepOutcome.Succeeded(request, complete.ToResource(id));
        }
        finally
        {
            _underConstruction.TryRemove(id, out _);
        }
    }

    /// <returns>The complete node; null if no address is free, in which case the record is removed.</returns>
    private async Task<LocalNode?> BuildAsync(string id, LocalNode node, bool isNew)
    {
        int number = folders.AcquireNumber(id, isNew);
        if (number == 0)
        {
            folders.Remove(id);
            return null;
        }

        node = node with { Address = range.GetAddress(number), IsComplete = true };
        LocalLog.AddressAcquired(logger, node.Name, node.Address);
        await isolation.MakeAsync(id, node);
        await GetDisk(id).MountAsync(node.DiskMiB);
        folders.Write(id, node);
        LocalLog.NodeCreated(logger, node.Name, node.Address);
        return node;
    }

    private LocalNode Describe(StepRequest request, NodeSpec spec) =>
        new()
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
            return StepOutcome.Failed(
                request,
                new Problem(
                    ProblemCode.ResourceNotFound,
                    $"{request.Step} is about a node that is gone",
                    "check the existing nodes and create it again"
                )
            );
        }

        if (node.Mark.CheckRequest(request) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        LocalNode changed = node with { Mark = node.Mark.WithTag(request.Tag) };
        folders.Write(id, changed);
        return StepOutcome.Succeeded(request, changed.ToResource(id));
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        if (Find(request) is not ({ } id, { } node))
        {
            return StepOutcome.Succeeded(request);
        }

        if (node.Mark.CheckRequest(request) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        if (node.Name != request.Tag.Name)
        {
            return StepOutcome.Succeeded(request);
        }

        await RemoveAsync(id, node.Name);
        return StepOutcome.Succeeded(request);
    }

    private async Task RemoveAsync(string id, string name)
    {
        using IDisposable? removal = folders.RecordRemoval(id);
        NodeProcesses.KillAll(id);
        await isolation.RemoveAsync(id);
        await GetDisk(id).UnmountAsync();
        folders.Remove(id);
        _reasons.TryRemove(id, out _);
        LocalLog.NodeRemoved(logger, name);
        if (!folders.HasAny)
        {
            await isolation.RemoveSharedAsync();
        }
    }

    private FoundNode? Find(StepRequest request)
    {
        if (request.ResourceId is { } id)
        {
            return folders.Read(id) is { } node ? new FoundNode(id, node) : null;
        }

        (List<(string Id, LocalNode Node)> nodes, List<DamagedNode> damaged) = folders.ReadEach();
        string owner = request.Tag.Owner.ToString();
        int index = nodes.FindIndex(entry => entry.Node.Name == request.Tag.Name && entry.Node.Mark.Owner == owner);
        if (index >= 0)
        {
            return new FoundNode(nodes[index].Id, nodes[index].Node);
        }

        DamagedNode? unreadable = damaged.Find(node => node.Owner is null || node.Owner == request.Tag.Owner);
        if (unreadable is not null)
        {
            throw new IOException($"{unreadable.Path} {unreadable.Fault}");
        }

        return null;
    }

    private sealed record FoundNode(string Id, LocalNode Node);
}
