namespace Scalewright.Providers;

/// <summary>
/// Advances nodes that become ready only after further calls, for example reserved machines to be deployed, or nodes
/// whose program was killed during their creation. <see cref="IProvider.ObserveAsync"/> changes nothing, so nodes stay
/// pending until they are advanced.
/// </summary>
public interface INodeAdvancement : IProviderCapability<INodeAdvancement>
{
    /// <summary>
    /// Starts all due steps for an owner's requested nodes that are not ready, without waiting for them. Idempotent.
    /// Called instead of <see cref="IProvider.ObserveAsync"/> by operations that change a cluster, never by a plan.
    /// </summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="cancellationToken">Stops before the next step is started.</param>
    /// <returns>The resources afterwards, as <see cref="IProvider.ObserveAsync"/> returns them.</returns>
    /// <exception cref="ProviderException">The backend does not respond.</exception>
    Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default);

    static INodeAdvancement IProviderCapability<INodeAdvancement>.Guard(INodeAdvancement capability, ProviderGuard guard) =>
        new GuardedNodeAdvancement(capability, guard);
}

internal sealed class GuardedNodeAdvancement(INodeAdvancement inner, ProviderGuard guard) : INodeAdvancement
{
    public Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default) =>
        guard.ListAsync(nameof(AdvanceAsync), owner, token => inner.AdvanceAsync(owner, token), cancellationToken);
}
