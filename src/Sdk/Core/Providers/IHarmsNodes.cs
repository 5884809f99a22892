using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A place of real nodes that can do them harm on purpose, and undo it. What is done stands at the place itself before it is
/// done, so that any later program sees it and can undo it, whatever became of the one that did it. Who opens a cluster anew undoes all that was done to its nodes.</summary>
public interface IHarmsNodes : IProviderCapability<IHarmsNodes>
{
    /// <summary>What cannot be done to nodes here, before anything is; nothing when all can.</summary>
    /// <param name="harm">What shall be done.</param>
    ValueList<Problem> CheckHarm(NodeHarm harm);

    /// <summary>Kills all programs of a node at once; one that stood still does so no more. The node itself stays, and so does what was done to its link.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the attempt before it has begun.</param>
    /// <exception cref="ProviderException">The node is gone, or it cannot be done.</exception>
    Task KillAsync(Resource node, CancellationToken cancellationToken = default);

    /// <summary>Does a node this harm in place of all that was done to it before; <see cref="NodeHarm.None"/> undoes it all. Done when it is so already.</summary>
    /// <param name="node">The node.</param>
    /// <param name="harm">What shall be done to it.</param>
    /// <param name="cancellationToken">Ends the attempt before it has begun; what has begun is done to its end.</param>
    /// <exception cref="ProviderException">The node is gone and shall not be healed, or it cannot be done: then it is as if healed.</exception>
    Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default);

    /// <summary>What was done to a node, by whatever program, and not undone.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    Task<NodeHarm> ReadHarmAsync(Resource node, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static IHarmsNodes IProviderCapability<IHarmsNodes>.Guard(IHarmsNodes capability, ProviderGuard guard) =>
        new GuardedFaultInjection(capability, guard);
}
