using Scalewright.Providers.Guarded;

namespace Scalewright.Providers;

/// <summary>A place that knows where its nodes are reached.</summary>
public interface IKnowsAddresses : IProviderCapability<IKnowsAddresses>
{
    /// <summary>The address or host name of a node, without asking anybody; empty when it is not known, or the node is gone. No two nodes that are reached at different ports have the same:
    /// behind another port than the usual one it is <c>host:port</c>, of IPv6 <c>[host]:port</c>.</summary>
    /// <param name="node">The node's resource.</param>
    string FindAddress(Resource node);

    /// <inheritdoc/>
    static IKnowsAddresses IProviderCapability<IKnowsAddresses>.Guard(IKnowsAddresses capability, ProviderGuard guard) =>
        new GuardedAddresses(capability, guard);
}
