using Scalewright.Agents;

namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Connects HTTP clients to hosts with several addresses, and reports names without an address.</summary>
/// <remarks>Usage: <c>new SocketsHttpHandler { ConnectCallback = connections.ConnectAsync }</c></remarks>
internal sealed class HttpHostConnector(INameResolver names, HostConnectorOptions? options = null)
{
    // One per port, so that names without an address are cached.
    private readonly ConcurrentDictionary<int, HostConnector> _connectors = new();

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await GetConnector(context.DnsEndPoint.Port).OpenAsync(context.DnsEndPoint.Host, cancellationToken);
    }

    private HostConnector GetConnector(int port) =>
        _connectors.GetOrAdd(port, key => new HostConnector(
            names,
            (address, token) => OpenAsync(new IPEndPoint(address, key), token),
            options
        ));

    private static async Task<Stream> OpenAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Opens streams to hosts by name, over the first address that responds.</summary>
internal sealed class HostConnector(
    INameResolver names,
    Func<IPAddress, CancellationToken, Task<Stream>> connect,
    HostConnectorOptions? options = null
)
{
    private readonly CachedNameResolver _lookup = new(names, options ?? new HostConnectorOptions());
    private readonly HappyEyeballsConnector _race = new(connect, options ?? new HostConnectorOptions());

    /// <exception cref="AgentException">The host cannot be resolved in time, has no address, or no address
    /// responds.</exception>
    public async Task<Stream> OpenAsync(string host, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ValueList<IPAddress> addresses = IPAddress.TryParse(host, out IPAddress? address)
            ? [address]
            : await _lookup.FindAsync(host, cancellationToken);
        return await _race.RunAsync(host, addresses, cancellationToken);
    }
}

/// <summary>Resolves names and briefly caches those without an address. Thread-safe.</summary>
internal sealed class CachedNameResolver(INameResolver names, HostConnectorOptions options)
{
    private const int MaxMissing = 10_000;
    private static readonly TimeSpan MaxMissingAge = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, Problem Problem)> _failures = new(StringComparer.OrdinalIgnoreCase);

    public async Task<ValueList<IPAddress>> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (FindMissing(name) is { } missing)
        {
            throw new AgentException(name, missing);
        }

        using CancellationTokenSource timeoutSource = new(ResolveTimeout, options.Clock);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            return await FollowAsync(name, ended.Token);
        }
        catch (OperationCanceledException exception)
            when (timeoutSource.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(name, NetworkingProblems.NameLate(name, ResolveTimeout), exception);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.HostNotFound)
        {
            throw AddMissing(name, NetworkingProblems.Unknown(name), exception);
        }
        catch (SocketException exception)
        {
            throw new AgentException(name, NetworkingProblems.NoNameServer(name, exception.Message), exception);
        }
    }

    private async Task<ValueList<IPAddress>> FollowAsync(string name, CancellationToken cancellationToken)
    {
        List<string> path = [name];
        while (true)
        {
            NameResolution resolution = await names.ResolveAsync(path[^1], cancellationToken).OrCancelled(cancellationToken);
            if (resolution.Addresses.Count > 0)
            {
                return resolution.Addresses;
            }

            if (resolution.Alias is not { } alias)
            {
                throw AddMissing(name, NetworkingProblems.NoAddress(name), inner: null);
            }

            bool isCircle = path.Contains(alias, StringComparer.OrdinalIgnoreCase);
            path.Add(alias);
            if (isCircle || path.Count > options.MaxAliases + 1)
            {
                throw new AgentException(name, NetworkingProblems.AliasLoop(path, isCircle));
            }
        }
    }

    private Problem? FindMissing(string name)
    {
        lock (_gate)
        {
            TimeSpan age = options.NegativeCachePeriod < MaxMissingAge ? options.NegativeCachePeriod : MaxMissingAge;
            return _failures.TryGetValue(name, out (long At, Problem Problem) failure) && options.Clock.GetElapsedTime(failure.At) < age
                ? failure.Problem
                : null;
        }
    }

    private AgentException AddMissing(string name, Problem problem, Exception? inner)
    {
        lock (_gate)
        {
            if (_failures.Count >= MaxMissing)
            {
                _failures.Clear();
            }

            _failures[name] = (options.Clock.GetTimestamp(), problem);
        }

        return new AgentException(name, problem, inner);
    }
}
