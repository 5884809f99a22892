namespace Scalewright.Providers.Containers;

/// <summary>Access to the network of containers for the injection of link faults.</summary>
public enum FaultAccess
{
    /// <summary>
    /// <see cref="Namespace"/> if this program is root on the machine of the engine, otherwise <see cref="Engine"/>.
    /// </summary>
    Auto,

    /// <summary>
    /// Packet filters and queues in the network namespaces of containers. Requires root, the machine of the engine, and
    /// <c>nsenter</c>, <c>iptables</c> and <c>tc</c>.
    /// </summary>
    Namespace,

    /// <summary>
    /// Requests to the engine, which can only isolate a node from all others: the container is disconnected from its
    /// networks. Its programs then get errors, where a packet filter causes timeouts.
    /// </summary>
    Engine,
}
