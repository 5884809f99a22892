namespace Scalewright.Providers.Simulation.Models;

/// <summary>Network of named hosts with reliable byte streams, as over TCP.</summary>
/// <remarks>A host exists as soon as it is named. Latency and faults use separate random streams.</remarks>
internal sealed partial class SimulatedNetwork
{
    private readonly Dictionary<string, NetworkHost> _hosts = new(StringComparer.Ordinal);

    /// <param name="defaultLink">Default model of links; null for <see cref="LinkModel.Default"/>.</param>
    /// <param name="options">Stream options; null for the defaults.</param>
    public SimulatedNetwork(SimulationKernel kernel, LinkModel? defaultLink = null, SimulatedNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        Options = options ?? new SimulatedNetworkOptions();
        Options.Check();
        DefaultLink = defaultLink ?? LinkModel.Default;
        _changes = new OverlayStack<LinkChange?>(null, last => ActiveChange = last);
    }

    internal SimulationKernel Kernel { get; }

    internal SimulatedNetworkOptions Options { get; }

    /// <exception cref="SocketException">The port is in use, or the host is down.</exception>
    public NetworkListener Listen(string host, int port)
    {
        NetworkHost networkHost = GetHost(host);
        if (!networkHost.IsUp)
        {
            throw new SocketException((int)SocketError.NetworkDown);
        }

        NetworkListener listener = new(networkHost, port);
        if (!networkHost.Listeners.TryAdd(port, listener))
        {
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        return listener;
    }

    /// <summary>Opens a stream from a host to a port of another.</summary>
    /// <exception cref="SocketException">The connection was refused, after a round trip, or timed out.</exception>
    public async Task<SimulatedStream> ConnectAsync(string from, string to, int port, CancellationToken cancellationToken = default)
    {
        NetworkHost near = GetHost(from);
        if (!near.IsUp)
        {
            throw new SocketException((int)SocketError.NetworkDown);
        }

        cancellationToken.ThrowIfCancellationRequested();
        StreamEnd end = StreamEnd.Open(this, near, GetHost(to), port, cancellationToken);
        await end.Opened;
        return new SimulatedStream(end);
    }

    /// <summary>Takes a host down: its streams and listeners vanish without notice to their peers.</summary>
    public void Crash(string host) => GetHost(host).Crash();

    /// <summary>Restarts a crashed host without listeners. It responds to earlier streams with a reset.</summary>
    public void Start(string host) => GetHost(host).Start();

    /// <summary>Resets all streams between two hosts, at both ends.</summary>
    public void Reset(string first, string second)
    {
        foreach (StreamEnd end in GetHost(first).Ends.Where(end => end.Far.Name == second).ToArray())
        {
            end.Other?.Fail(SocketError.ConnectionReset);
            end.Fail(SocketError.ConnectionReset);
        }
    }

    /// <summary>Closes the streams and listeners of a host whose program has died. Their peers are notified.</summary>
    public void ResetAll(string host) => GetHost(host).ResetAll();

    /// <summary>Freezes a host: it neither receives nor sends, and its peers wait.</summary>
    public void Freeze(string host) => GetHost(host).IsFrozen = true;

    public void Thaw(string host) => GetHost(host).IsFrozen = false;

    internal NetworkHost GetHost(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kernel.CheckThread();
        if (!_hosts.TryGetValue(name, out NetworkHost? host))
        {
            host = new NetworkHost(name, Kernel.Recorder);
            _hosts.Add(name, host);
        }

        return host;
    }
}
