using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Scalewright.Logs;

/// <summary>Expected nodes, identified by their address or by a handshake with their key.</summary>
public sealed class LogNodeDirectory : ILogOriginResolver
{
    private readonly FrozenDictionary<IPAddress, LogNodeEntry> _byAddress;
    private readonly FrozenDictionary<string, LogNodeEntry> _byName;

    /// <summary>Adds nodes with IP addresses. Nodes with host names are identified only by handshakes.</summary>
    /// <param name="nodes">The nodes. If an address or name occurs twice, the first node is used.</param>
    public LogNodeDirectory(IEnumerable<LogNodeEntry> nodes)
        : this([
            .. nodes.Select(node => (node, IPAddress.TryParse(node.Host, out IPAddress? address) ? [address] : Array.Empty<IPAddress>())),
        ]) { }

    private LogNodeDirectory((LogNodeEntry Node, IPAddress[] Addresses)[] nodes)
    {
        _byName = nodes
            .Select(entry => entry.Node)
            .DistinctBy(node => node.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(node => node.Name, StringComparer.Ordinal);
        _byAddress = nodes
            .SelectMany(entry => entry.Addresses.Select(address => (Address: Plain(address), entry.Node)))
            .DistinctBy(entry => entry.Address)
            .ToFrozenDictionary(entry => entry.Address, entry => entry.Node);
    }

    /// <summary>Resolves host names. Nodes without an address are identified only by handshakes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="cancellationToken">Cancels name resolution.</param>
    public static async Task<LogNodeDirectory> CreateAsync(IEnumerable<LogNodeEntry> nodes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        List<(LogNodeEntry, IPAddress[])> nodesWithAddresses = [];
        foreach (LogNodeEntry node in nodes)
        {
            nodesWithAddresses.Add((node, await ResolveAddressesAsync(node.Host, cancellationToken)));
        }

        return new LogNodeDirectory([.. nodesWithAddresses]);
    }

    /// <inheritdoc/>
    public LogOrigin Resolve(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress plain = Plain(address);
        return _byAddress.TryGetValue(plain, out LogNodeEntry? node) ? Known(plain, node) : new LogOrigin(plain.ToString(), "", "Unknown");
    }

    /// <inheritdoc/>
    public LogOrigin? Authenticate(IPAddress address, LogHandshake handshake)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handshake);
        IPAddress plain = Plain(address);
        if (!_byName.TryGetValue(handshake.Node, out LogNodeEntry? node))
        {
            return null;
        }

        bool isAuthentic =
            node.Key.Length > 0
                ? CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(node.Key), Encoding.UTF8.GetBytes(handshake.Key))
                : _byAddress.TryGetValue(plain, out LogNodeEntry? existing) && existing == node;
        return isAuthentic ? Known(plain, node) : null;
    }

    private static LogOrigin Known(IPAddress address, LogNodeEntry node) =>
        new(address.ToString(), node.Name, node.Tag.Length > 0 ? node.Tag : node.Name);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static async Task<IPAddress[]> ResolveAddressesAsync(string host, CancellationToken cancellationToken)
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

/// <summary>Expected sender of logs.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Host">Address, or a host name that <see cref="LogNodeDirectory.CreateAsync"/> resolves once.</param>
public sealed record LogNodeEntry(string Name, string Host)
{
    /// <summary>Tag in lines. Empty: the name.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Required key of a handshake. Empty: the handshake must come from the node's address.</summary>
    public string Key { get; init; } = "";
}
