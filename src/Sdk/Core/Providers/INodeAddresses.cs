namespace Scalewright.Providers;

/// <summary>Provides the addresses at which nodes are reached.</summary>
public interface INodeAddresses : IProviderCapability<INodeAddresses>
{
    /// <summary>
    /// Returns the address or host name of a node without a request to the backend. Empty if unknown or if the node no
    /// longer exists. With a port other than the default the result is <c>host:port</c>, for IPv6 <c>[host]:port</c>.
    /// Nodes that are reached at different ports have different results.
    /// </summary>
    /// <param name="node">The node's resource.</param>
    string FindAddress(Resource node);

    static INodeAddresses IProviderCapability<INodeAddresses>.Guard(INodeAddresses capability, ProviderGuard guard) =>
        new GuardedAddresses(capability, guard);
}

internal sealed class GuardedAddresses(INodeAddresses inner, ProviderGuard guard) : INodeAddresses
{
    public string FindAddress(Resource node) => guard.Query(nameof(FindAddress), () => inner.FindAddress(node));
}
