using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Scalewright.Agents.Dialing;

/// <summary>Opens the connections of an HTTP client by a <see cref="HostDialer"/>: <c>new SocketsHttpHandler { ConnectCallback = connections.ConnectAsync }</c>.
/// A host of several addresses is reached while one of them answers, and a name that leads nowhere is told as such.</summary>
/// <param name="names">Who knows the addresses.</param>
/// <param name="options">How long is waited; null: the defaults.</param>
internal sealed class HostConnections(INameResolver names, DialOptions? options = null)
{
    // One for each port, so that a name without an address is remembered.
    private readonly ConcurrentDictionary<int, HostDialer> _dialers = new();

    /// <summary>Opens a TCP connection.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The name is not known, has no address, leads in a circle or was not answered in time, or no address answers.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await DialerOf(context.DnsEndPoint.Port).OpenAsync(context.DnsEndPoint.Host, cancellationToken);
    }

    private HostDialer DialerOf(int port) =>
        _dialers.GetOrAdd(port, key => new HostDialer(names, (address, token) => OpenAsync(new IPEndPoint(address, key), token), options));

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket; without one it is disposed.")]
    private static async Task<Stream> OpenAsync(IPEndPoint place, CancellationToken cancellationToken)
    {
        Socket socket = new(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Opens streams to hosts by their names: over whichever of their addresses answers first.</summary>
/// <param name="names">Who knows the addresses.</param>
/// <param name="connect">Opens a stream to an address; whatever it throws means that the address cannot be reached now.</param>
/// <param name="options">How long is waited; null: the defaults.</param>
internal sealed class HostDialer(INameResolver names, Func<IPAddress, CancellationToken, Task<Stream>> connect, DialOptions? options = null)
{
    private readonly NameLookup _lookup = new(names, options ?? new DialOptions());
    private readonly AddressRace _race = new(connect, options ?? new DialOptions());

    /// <summary>Opens a stream.</summary>
    /// <param name="host">A name, or an address, which nobody is asked for.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The name is not known, has no address, leads in a circle or was not answered in time, or no address answers.</exception>
    public async Task<Stream> OpenAsync(string host, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ValueList<IPAddress> addresses = IPAddress.TryParse(host, out IPAddress? known) ? [known] : await _lookup.FindAsync(host, cancellationToken);
        return await _race.RunAsync(host, addresses, cancellationToken);
    }
}
