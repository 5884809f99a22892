namespace Scalewright.Providers.Guarded;

internal sealed class GuardedNodeAdvancement(INodeAdvancement inner, ProviderGuard guard) : INodeAdvancement
{
    public Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default) =>
        guard.ListAsync(nameof(AdvanceAsync), owner, token => inner.AdvanceAsync(owner, token), cancellationToken);
}
