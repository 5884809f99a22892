namespace Scalewright.Providers.Guarded;

internal sealed class GuardedLeaseExtension(IExtendsLease inner, ProviderGuard guard) : IExtendsLease
{
    public Task<ValueList<LeaseExtension>> ExtendAsync(Owner owner, TimeSpan by, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(ExtendAsync), token => inner.ExtendAsync(owner, by, token), cancellationToken);
}
