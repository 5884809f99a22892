using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A place that lends its nodes for a time, and may lend them for longer.</summary>
public interface IExtendsLease : IProviderCapability<IExtendsLease>
{
    /// <summary>Asks for more time for all nodes of an owner.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="by">How much; places round it up to their own unit. Zero or below: nothing is asked for, and what each lease has is told.</param>
    /// <param name="cancellationToken">No further lease is asked for.</param>
    /// <returns>What is known of each lease; those that were refused have a problem.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    Task<ValueList<LeaseExtension>> ExtendAsync(Owner owner, TimeSpan by, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static IExtendsLease IProviderCapability<IExtendsLease>.Guard(IExtendsLease capability, ProviderGuard guard) =>
        new GuardedLeaseExtension(capability, guard);
}
