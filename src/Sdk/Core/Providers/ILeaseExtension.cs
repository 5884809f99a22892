namespace Scalewright.Providers;

/// <summary>Extends the leases of nodes in a backend that lends them for a limited time.</summary>
public interface ILeaseExtension : IProviderCapability<ILeaseExtension>
{
    /// <summary>Requests more time for all nodes of an owner.</summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="duration">Additional time, rounded up to the backend's unit. Zero or less only reports the current
    /// leases.</param>
    /// <param name="cancellationToken">Stops before the next lease is requested.</param>
    /// <returns>The state of each lease. Leases that were not extended carry a problem.</returns>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<ValueList<LeaseExtensionResult>> ExtendAsync(Owner owner, TimeSpan duration, CancellationToken cancellationToken = default);

    static ILeaseExtension IProviderCapability<ILeaseExtension>.Guard(ILeaseExtension capability, ProviderGuard guard) =>
        new GuardedLeaseExtension(capability, guard);
}

internal sealed class GuardedLeaseExtension(ILeaseExtension inner, ProviderGuard guard) : ILeaseExtension
{
    public Task<ValueList<LeaseExtensionResult>> ExtendAsync(
        Owner owner,
        TimeSpan duration,
        CancellationToken cancellationToken = default
    ) => guard.ChangeAsync(nameof(ExtendAsync), token => inner.ExtendAsync(owner, duration, token), cancellationToken);
}
