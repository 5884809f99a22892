using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <content>Fault injection: kills, pauses or partitions nodes.</content>
public sealed partial class LocalProvider : INodeFaultInjection
{
    /// <inheritdoc/>
    public ValueList<Problem> CheckFault(NodeFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        LinkConditions shape = ToConditions(fault);
        Problem[] disk = fault.IsDiskFull && _options.DiskMiB is null ? [LocalProblems.NoDisk] : [];
        return
        [
            .. shape == LinkConditions.Unimpaired ? [] : LinkConditionsCheck.Values(shape).Concat(_isolation.FindMissing(shape)),
            .. disk,
        ];
    }

    /// <inheritdoc/>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsThere(node))
        {
            ThrowIfAny([LocalProblems.NotFound(node.Id)]);
        }

        _folders.RecordCrash(node.Id);
        NodeProcesses.KillAll(node.Id);
        LocalLog.NodeKilled(Logger, node.Tag.Name);
        return GetPause(node.Id).IsDown ? Task.CompletedTask : ApplyPauseAsync(node.Id, NodeFault.None);
    }

    /// <inheritdoc/>
    public async Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(fault);
        ThrowIfAny([.. CheckFault(fault)]);
        ThrowIfAny(fault.IsDiskFull && Find(node) is { DiskMiB: 0 } ? [LocalProblems.NoDisk] : []);

        // A delayed link without a running relay disconnects the node instead of delaying it.
        LinkConditions shape = ToConditions(fault);
        if (shape != GetLinkConditions(node) || (shape.NeedsRelay && GetLinkStatistics(node) is null))
        {
            await ChangeLinkAsync(node, shape, cancellationToken);
        }

        if (Find(node) is not { } localNode)
        {
            ThrowIfAny(fault == NodeFault.None ? [] : [LocalProblems.NotFound(node.Id)]);
            return;
        }

        try
        {
            await FillAsync(node.Id, localNode, fault.IsDiskFull);
            await ApplyPauseAsync(node.Id, fault);
        }
        catch (ProviderException exception) when (fault != NodeFault.None)
        {
            await RevertFaultsAsync(node, localNode, exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellationToken.ThrowIfCancellationRequested();
        LinkConditions shape = GetLinkConditions(node);
        return Task.FromResult(
            new NodeFault
            {
                IsPaused = IsThere(node) && GetPause(node.Id).IsPaused,
                IsPoweredOff = IsThere(node) && GetPause(node.Id).IsDown,
                IsDiskFull = IsThere(node) && GetDisk(node.Id).IsFull,
                IsInboundBlocked = shape.BlockedDirections.HasFlag(BlockedDirections.ToNode),
                IsOutboundBlocked = shape.BlockedDirections.HasFlag(BlockedDirections.FromNode),
                BlockedInboundNodes = shape.BlockedInboundNodes,
                InboundLinks = shape.InboundLinks,
                MaxBytesPerSecond = shape.MaxBytesPerSecond,
                Loss = shape.Loss,
                Delay = shape.Delay,
                Jitter = shape.Jitter,
                Duplication = shape.Duplication,
                Reordering = shape.Reordering,
                ReorderingDelay = shape.ReorderingDelay,
                ReorderingJitter = shape.ReorderingJitter,
            }
        );
    }

    /// <exception cref="ProviderException">The link cannot be restored. The original failure is the inner
    /// exception.</exception>
    private async Task RevertFaultsAsync(Resource node, LocalNode localNode, ProviderException failure)
    {
        try
        {
            await RestoreLinkAsync(node, CancellationToken.None);
            await FillAsync(node.Id, localNode, isFull: false);
            await ApplyPauseAsync(node.Id, NodeFault.None);
        }
        catch (ProviderException exception)
        {
            throw new ProviderException(Name, [.. failure.Problems, .. exception.Problems], failure);
        }
    }

    private Task ApplyPauseAsync(string id, NodeFault fault) =>
        fault switch
        {
            { IsPoweredOff: true } => ExecuteAsync($"turning {id} off", GetPause(id).TurnOffAsync),
            { IsPaused: true } => ExecuteAsync($"pausing {id}", () => GetPause(id).StartAsync()),
            _ => ExecuteAsync($"pausing {id}", () => GetPause(id).EndAsync()),
        };

    private Task FillAsync(string id, LocalNode node, bool isFull) =>
        ExecuteAsync($"filling the disk of {id}", () => isFull ? GetDisk(id).FillAsync() : GetDisk(id).RestoreAsync(node.DiskMiB));

    private async Task ExecuteAsync(string activity, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is LinkSetupException || LocalProblems.IsFolderFailure(exception))
        {
            Problem problem = (exception as LinkSetupException)?.Problem ?? LocalProblems.FolderFailed(activity, exception);
            throw new ProviderException(Name, [problem], exception);
        }
    }

    private NodeDisk GetDisk(string id) => new(_folders, new LinkCommands(_options, Logger), id);

    private NodePause GetPause(string id) => new(_folders, new LinkCommands(_options, Logger), id);

    private static LinkConditions ToConditions(NodeFault fault) =>
        new()
        {
            BlockedDirections =
                Flag(fault.IsInboundBlocked, BlockedDirections.ToNode) | Flag(fault.IsOutboundBlocked, BlockedDirections.FromNode),
            BlockedInboundNodes = fault.BlockedInboundNodes,
            InboundLinks = fault.InboundLinks,
            MaxBytesPerSecond = fault.MaxBytesPerSecond,
            Loss = fault.Loss,
            Delay = fault.Delay,
            Jitter = fault.Jitter,
            Duplication = fault.Duplication,
            Reordering = fault.Reordering,
            ReorderingDelay = fault.ReorderingDelay,
            ReorderingJitter = fault.ReorderingJitter,
        };

    private static BlockedDirections Flag(bool isSet, BlockedDirections flag) => isSet ? flag : BlockedDirections.None;
}

/// <summary>
/// Pauses or turns off a node. The programs of a paused node are stopped and its agent receives nothing; a node that is
/// off has no programs. The state is stored in a file beside the record before the change, and kept until the change is
/// reverted.
/// </summary>
internal sealed class NodePause(NodeFolders folders, LinkCommands commands, string id)
{
    private const string Off = "down";
    private const int MaxIterations = 100;

    public bool IsPaused => Read() is not (null or Off);

    public bool IsDown => Read() == Off;

    /// <summary>Terminates all programs of the node.</summary>
    /// <exception cref="IOException">The state cannot be written; nothing was changed.</exception>
    public async Task TurnOffAsync()
    {
        await File.WriteAllTextAsync(folders.GetPausePath(id), Off);
        folders.RecordCrash(id);
        NodeProcesses.KillAll(id);
    }

    /// <exception cref="LinkSetupException">Programs do not stop.</exception>
    /// <exception cref="IOException">The state cannot be written; nothing was changed.</exception>
    public async Task StartAsync()
    {
        if (IsDown)
        {
            await EndAsync();
        }

        await File.WriteAllTextAsync(folders.GetPausePath(id), "");
        // Programs that are not stopped yet may start other programs. A signaled program may still block in the kernel,
        // for example on a child that was stopped before it started; it needs no further signal.
        HashSet<int> signaled = [];
        int[] unpaused = NodeProcesses.FindUnpaused(id, signaled);
        for (int iteration = 0; unpaused.Length > 0; iteration++)
        {
            if (iteration == MaxIterations)
            {
                throw new LinkSetupException(
                    LocalProblems.Failed(
                        $"pausing {id}",
                        string.Create(CultureInfo.InvariantCulture, $"{unpaused.Length} programs do not stop")
                    )
                );
            }

            await SignalAsync("STOP", unpaused);
            signaled.UnionWith(unpaused);
            unpaused = NodeProcesses.FindUnpaused(id, signaled);
        }
    }

    /// <exception cref="LinkSetupException">Programs cannot be signaled.</exception>
    /// <exception cref="IOException">The node still counts as paused.</exception>
    public async Task EndAsync()
    {
        if (Read() is { } state)
        {
            if (state == Off)
            {
                // A program may have started another program while the node was being turned off.
                folders.RecordCrash(id);
                NodeProcesses.KillAll(id);
            }

            await SignalAsync("CONT", NodeProcesses.Find(id));
            File.Delete(folders.GetPausePath(id));
        }
    }

    private string? Read()
    {
        try
        {
            return File.Exists(folders.GetPausePath(id)) ? File.ReadAllText(folders.GetPausePath(id)) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task SignalAsync(string signal, int[] processes)
    {
        if (processes.Length > 0)
        {
            // Programs that have already exited need no signal.
            await commands.RunAsync([
                "sh",
                "-c",
                $"for p; do kill -{signal} \"$p\" 2>/dev/null; done; :",
                "sh",
                .. processes.Select(static pid => pid.ToString(CultureInfo.InvariantCulture)),
            ]);
        }
    }
}
