using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>Extends the leases of nodes in a backend that lends them for a limited time.</summary>
public interface IExtendsLease : IProviderCapability<IExtendsLease>
{
    /// <summary>Requests more time for all nodes of an owner.</summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="by">Additional time, rounded up to the backend's unit. Zero or less only reports the current
    /// leases.</param>
    /// <param name="cancellationToken">Stops before the next lease is requested.</param>
    /// <returns>The state of each lease. Leases that were not extended carry a problem.</returns>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<ValueList<LeaseExtension>> ExtendAsync(Owner owner, TimeSpan by, CancellationToken cancellationToken = default);

    static IExtendsLease IProviderCapability<IExtendsLease>.Guard(IExtendsLease capability, ProviderGuard guard) =>
        new GuardedLeaseExtension(capability, guard);
}
