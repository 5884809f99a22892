namespace Scalewright.Providers.Guarded;

internal sealed class GuardedNodePausing(INodePausing inner, ProviderGuard guard) : INodePausing
{
    public Task PauseAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(PauseAsync), token => inner.PauseAsync(node, token), cancellationToken);

    public Task ResumeAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(ResumeAsync), token => inner.ResumeAsync(node, token), cancellationToken);
}
