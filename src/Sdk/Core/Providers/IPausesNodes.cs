using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A provider that can let nodes stand still and go on as if nothing had been. Paused nodes answer nothing.</summary>
public interface IPausesNodes : IProviderCapability<IPausesNodes>
{
    /// <summary>Lets a node stand still; done when it does already.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Ends the waiting for the answer.</param>
    /// <exception cref="ProviderException">The node is gone, or the place cannot be asked.</exception>
    Task PauseAsync(Resource node, CancellationToken cancellationToken = default);

    /// <summary>Lets a node go on; done when it does already.</summary>
    /// <param name="node">The node's resource.</param>
    /// <param name="cancellationToken">Ends the waiting for the answer.</param>
    /// <exception cref="ProviderException">The node is gone, or the place cannot be asked.</exception>
    Task ResumeAsync(Resource node, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static IPausesNodes IProviderCapability<IPausesNodes>.Guard(IPausesNodes capability, ProviderGuard guard) =>
        new GuardedNodePausing(capability, guard);
}
