namespace Scalewright.Providers.Guarded;

internal sealed class GuardedLeaseExtension(ILeaseExtension inner, ProviderGuard guard) : ILeaseExtension
{
    public Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner, TimeSpan duration, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(
            nameof(ExtendAsync), token => inner.ExtendAsync(owner, duration, token), cancellationToken);
}
