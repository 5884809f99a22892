using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Scalewright.Logs;

/// <summary>Expected nodes, identified by their address or by a greeting with their key.</summary>
public sealed class LogNodes : ILogOrigins
{
    private readonly FrozenDictionary<IPAddress, LogNode> _byAddress;
    private readonly FrozenDictionary<string, LogNode> _byName;

    /// <summary>Adds nodes with IP addresses. Nodes with host names are identified only by greetings.</summary>
    /// <param name="nodes">The nodes. If an address or name occurs twice, the first node is used.</param>
    public LogNodes(IEnumerable<LogNode> nodes)
        : this([.. nodes.Select(node => (node, IPAddress.TryParse(node.Host, out IPAddress? address) ? [address] : Array.Empty<IPAddress>()))])
    {
    }

    private LogNodes((LogNode Node, IPAddress[] Addresses)[] nodes)
    {
        _byName = nodes.Select(item => item.Node).DistinctBy(node => node.Name, StringComparer.Ordinal).ToFrozenDictionary(node => node.Name, StringComparer.Ordinal);
        _byAddress = nodes.SelectMany(item => item.Addresses.Select(address => (Address: Plain(address), item.Node)))
            .DistinctBy(item => item.Address).ToFrozenDictionary(item => item.Address, item => item.Node);
    }

    /// <summary>Resolves host names. Nodes without an address are identified only by greetings.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="cancellationToken">Cancels name resolution.</param>
    public static async Task<LogNodes> ResolveAsync(IEnumerable<LogNode> nodes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        List<(LogNode, IPAddress[])> found = [];
        foreach (LogNode node in nodes)
        {
            found.Add((node, await AddressesAsync(node.Host, cancellationToken)));
        }

        return new LogNodes([.. found]);
    }

    /// <inheritdoc/>
    public LogOrigin Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress plain = Plain(address);
        return _byAddress.TryGetValue(plain, out LogNode? node) ? Known(plain, node) : new LogOrigin(plain.ToString(), "", "Unknown");
    }

    /// <inheritdoc/>
    public LogOrigin? Greet(IPAddress address, LogHello hello)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(hello);
        IPAddress plain = Plain(address);
        if (!_byName.TryGetValue(hello.Node, out LogNode? node))
        {
            return null;
        }

        bool isBelieved = node.Key.Length > 0
            ? CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(node.Key), Encoding.UTF8.GetBytes(hello.Key))
            : _byAddress.TryGetValue(plain, out LogNode? there) && there == node;
        return isBelieved ? Known(plain, node) : null;
    }

    private static LogOrigin Known(IPAddress address, LogNode node) => new(address.ToString(), node.Name, node.Tag.Length > 0 ? node.Tag : node.Name);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return IPAddress.TryParse(host, out IPAddress? address) ? [address] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
