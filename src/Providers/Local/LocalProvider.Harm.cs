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
        return shape == LinkShape.Open ? [] : [.. ShapeCheck.Values(shape), .. _isolation.Lacks(shape)];
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

        NodeProcesses.KillAll(node.Id);
        return PauseAsync(node.Id, isPaused: false);
    }

    /// <inheritdoc/>
    public async Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(harm);
        Refuse([.. CheckHarm(harm)]);
        if (ShapeOf(harm) is var shape && shape != ReadShape(node))
        {
            await ChangeLinkAsync(node, shape, cancellationToken);
        }

        if (!IsThere(node))
        {
            Refuse(harm == NodeHarm.None ? [] : [LocalProblems.Gone(node.Id)]);
            return;
        }

        try
        {
            await PauseAsync(node.Id, harm.IsPaused);
        }
        catch (ProviderException failure) when (harm != NodeHarm.None)
        {
            await HealAfterAsync(node, failure);
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
            IsDeaf = shape.Cut.HasFlag(LinkCut.ToNode),
            IsMute = shape.Cut.HasFlag(LinkCut.FromNode),
            DeafTo = shape.DeafTo,
            BytesPerSecond = shape.BytesPerSecond,
            Loss = shape.Loss,
        });
    }

    /// <exception cref="ProviderException">It cannot be healed. Why it was to be is inside.</exception>
    private async Task HealAfterAsync(Resource node, ProviderException failure)
    {
        try
        {
            await RestoreAsync(node, CancellationToken.None);
            await PauseAsync(node.Id, isPaused: false);
        }
        catch (ProviderException left)
        {
            throw new ProviderException(Name, [.. failure.Problems, .. left.Problems], failure);
        }
    }

    private async Task PauseAsync(string id, bool isPaused)
    {
        NodePause pause = PauseOf(id);
        try
        {
            await (isPaused ? pause.BeginAsync() : pause.EndAsync());
        }
        catch (Exception failure) when (failure is LinkException or IOException or UnauthorizedAccessException)
        {
            Problem problem = (failure as LinkException)?.Problem ?? LocalProblems.Failed($"pausing {id}", failure.Message);
            throw new ProviderException(Name, [problem], failure);
        }
    }

    private NodePause PauseOf(string id) => new(_folders, new LinkCommands(_options), id);

    private static LinkShape ShapeOf(NodeHarm harm) => new()
    {
        Cut = (harm.IsDeaf ? LinkCut.ToNode : LinkCut.None) | (harm.IsMute ? LinkCut.FromNode : LinkCut.None),
        DeafTo = harm.DeafTo,
        BytesPerSecond = harm.BytesPerSecond,
        Loss = harm.Loss,
    };
}
