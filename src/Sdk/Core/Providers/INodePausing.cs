namespace Scalewright.Providers;

/// <summary>Pauses and resumes nodes. A paused node keeps its state and does not respond.</summary>
public interface INodePausing : IProviderCapability<INodePausing>
{
    /// <summary>Pauses a node. Idempotent.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Cancels the wait for the response.</param>
    /// <exception cref="ProviderException">The node no longer exists, or the backend cannot be queried.</exception>
    Task PauseAsync(Resource node, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused node. Idempotent.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Cancels the wait for the response.</param>
    /// <exception cref="ProviderException">The node no longer exists, or the backend cannot be queried.</exception>
    Task ResumeAsync(Resource node, CancellationToken cancellationToken = default);

    static INodePausing IProviderCapability<INodePausing>.Guard(INodePausing capability, ProviderGuard guard) =>
        new GuardedNodePausing(capability, guard);
}

internal sealed class GuardedNodePausing(INodePausing inner, ProviderGuard guard) : INodePausing
{
    public Task PauseAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(PauseAsync), token => inner.PauseAsync(node, token), cancellationToken);

    public Task ResumeAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(ResumeAsync), token => inner.ResumeAsync(node, token), cancellationToken);
}
