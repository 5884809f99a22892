using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A provider whose nodes become ready only when it is called again: reserved machines that must be deployed, for example.
/// <see cref="IProvider.ObserveAsync"/> changes nothing there either, so nodes stay pending until this is called.</summary>
public interface INodeAdvancement : IProviderCapability<INodeAdvancement>
{
    /// <summary>Starts whatever is due for the nodes of an owner that were requested and are not ready. Idempotent, and does not wait until
    /// they are. Called by what changes a cluster, in place of <see cref="IProvider.ObserveAsync"/>; never by a plan.</summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="cancellationToken">Nothing more is started.</param>
    /// <returns>The resources as they are then, as <see cref="IProvider.ObserveAsync"/> returns them.</returns>
    /// <exception cref="ProviderException">The provider does not answer.</exception>
    Task<ValueList<Resource>> AdvanceAsync(Owner owner, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static INodeAdvancement IProviderCapability<INodeAdvancement>.Guard(INodeAdvancement capability, ProviderGuard guard) =>
        new GuardedNodeAdvancement(capability, guard);
}
