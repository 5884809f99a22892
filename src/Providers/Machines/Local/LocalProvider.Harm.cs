using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <content>Nodes that are killed, stand still, or hear each other no more.</content>
public sealed partial class LocalProvider : IHarmsNodes
{
    /// <inheritdoc/>
    public ValueList<Problem> CheckHarm(NodeHarm harm)
    {
        ArgumentNullException.ThrowIfNull(harm);
        LinkShape shape = ShapeOf(harm);
        return
        [
            .. shape == LinkShape.Open ? [] : ShapeCheck.Values(shape).Concat(_isolation.Lacks(shape)),
            .. harm.IsDiskFull && _options.DiskMiB is null ? [LocalProblems.NoDisk] : Array.Empty<Problem>(),
        ];
    }

    /// <inheritdoc/>
    public Task KillAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsThere(node))
        {
            Refuse([LocalProblems.Gone(node.Id)]);
        }

        _folders.BeginCrash(node.Id);
        NodeProcesses.KillAll(node.Id);
        LocalLog.Killed(_logger, node.Tag.Name);
        return PauseOf(node.Id).IsDown ? Task.CompletedTask : RestAsync(node.Id, NodeHarm.None);
    }

    /// <inheritdoc/>
    public async Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(harm);
        Refuse([.. CheckHarm(harm)]);
        Refuse(harm.IsDiskFull && Find(node) is { DiskMiB: 0 } ? [LocalProblems.NoDisk] : []);

        // What nobody carries any more cuts the node off, and does not delay it.
        if (ShapeOf(harm) is var shape && (shape != ReadShape(node) || (shape.NeedsRelay && ReadTraffic(node) is null)))
        {
            await ChangeLinkAsync(node, shape, cancellationToken);
        }

        if (Find(node) is not { } found)
        {
            Refuse(harm == NodeHarm.None ? [] : [LocalProblems.Gone(node.Id)]);
            return;
        }

        try
        {
            await FillAsync(node.Id, found, harm.IsDiskFull);
            await RestAsync(node.Id, harm);
        }
        catch (ProviderException failure) when (harm != NodeHarm.None)
        {
            await HealAfterAsync(node, found, failure);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<NodeHarm> ReadHarmAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        cancellationToken.ThrowIfCancellationRequested();
        LinkShape shape = ReadShape(node);
        return Task.FromResult(new NodeHarm
        {
            IsPaused = IsThere(node) && PauseOf(node.Id).IsPaused,
            IsDown = IsThere(node) && PauseOf(node.Id).IsDown,
            IsDiskFull = IsThere(node) && DiskOf(node.Id).IsFull,
            IsDeaf = shape.Cut.HasFlag(LinkCut.ToNode),
            IsMute = shape.Cut.HasFlag(LinkCut.FromNode),
            DeafTo = shape.DeafTo,
            Ways = shape.Ways,
            BytesPerSecond = shape.BytesPerSecond,
            Loss = shape.Loss,
            Delay = shape.Delay,
            Jitter = shape.Jitter,
            Duplication = shape.Duplication,
            Reordering = shape.Reordering,
            ReorderingDelay = shape.ReorderingDelay,
            ReorderingJitter = shape.ReorderingJitter,
        });
    }

    /// <exception cref="ProviderException">It cannot be healed. Why it was to be is inside.</exception>
    private async Task HealAfterAsync(Resource node, LocalNode found, ProviderException failure)
    {
        try
        {
            await RestoreAsync(node, CancellationToken.None);
            await FillAsync(node.Id, found, isFull: false);
            await RestAsync(node.Id, NodeHarm.None);
        }
        catch (ProviderException left)
        {
            throw new ProviderException(Name, [.. failure.Problems, .. left.Problems], failure);
        }
    }

    private Task RestAsync(string id, NodeHarm harm) => harm.IsDown
        ? DoAsync($"turning {id} off", PauseOf(id).TurnOffAsync)
        : DoAsync($"pausing {id}", () => harm.IsPaused ? PauseOf(id).BeginAsync() : PauseOf(id).EndAsync());

    private Task FillAsync(string id, LocalNode node, bool isFull) =>
        DoAsync($"filling the disk of {id}", () => isFull ? DiskOf(id).FillAsync() : DiskOf(id).RestoreAsync(node.DiskMiB));

    private async Task DoAsync(string what, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (failure is LinkException or IOException or UnauthorizedAccessException)
        {
            Problem problem = (failure as LinkException)?.Problem ?? LocalProblems.FolderFailed(what, failure);
            throw new ProviderException(Name, [problem], failure);
        }
    }

    private NodeDisk DiskOf(string id) => new(_folders, new LinkCommands(_options, _logger), id);

    private NodePause PauseOf(string id) => new(_folders, new LinkCommands(_options, _logger), id);

    private static LinkShape ShapeOf(NodeHarm harm) => new()
    {
        Cut = (harm.IsDeaf ? LinkCut.ToNode : LinkCut.None) | (harm.IsMute ? LinkCut.FromNode : LinkCut.None),
        DeafTo = harm.DeafTo,
        Ways = harm.Ways,
        BytesPerSecond = harm.BytesPerSecond,
        Loss = harm.Loss,
        Delay = harm.Delay,
        Jitter = harm.Jitter,
        Duplication = harm.Duplication,
        Reordering = harm.Reordering,
        ReorderingDelay = harm.ReorderingDelay,
        ReorderingJitter = harm.ReorderingJitter,
    };
}
