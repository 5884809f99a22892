namespace Scalewright.Providers.Simulation.Models;

/// <summary>A network of named hosts: datagrams that may go astray, and byte streams that do not, as over TCP.</summary>
/// <remarks>A host exists as soon as it is named. Chance comes from the kernel's streams: latency from one, faults from another.</remarks>
internal sealed partial class SimulatedNetwork
{
    private readonly Dictionary<string, NetworkHost> _hosts = new(StringComparer.Ordinal);

    /// <summary>A network in which each link is like the default.</summary>
    /// <param name="defaultLink">Links that are not set; null: <see cref="LinkModel.Default"/>.</param>
    /// <param name="options">How hosts do streams; null: the defaults.</param>
    public SimulatedNetwork(SimulationKernel kernel, LinkModel? defaultLink = null, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        Options = options ?? new NetworkOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.WindowBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.SegmentBytes, 1);
        DefaultLink = defaultLink ?? LinkModel.Default;
        _changes = new Layers<LinkModel?>(null, changed => ChangedLink = changed);
    }

    internal SimulationKernel Kernel { get; }

    internal NetworkOptions Options { get; }

    /// <summary>Takes the datagrams of a host; the last one set does.</summary>
    public void Receive(string host, Action<Datagram> receive) => HostOf(host).Receiver = receive;

    /// <summary>Sends a datagram. What comes of it shows at the receiver only.</summary>
    public void Send(Datagram datagram)
    {
        ArgumentNullException.ThrowIfNull(datagram);
        if (!HostOf(datagram.From).IsUp)
        {
            return;
        }

        NetworkLink link = LinkOf(datagram.From, datagram.To);
        Deliver(datagram, link.Carry(datagram.Payload.Length));
        if (link.Doubles())
        {
            Deliver(datagram, link.Carry(datagram.Payload.Length, again: true));
        }
    }

    /// <summary>Begins to accept streams at a port of a host.</summary>
    /// <exception cref="SocketException">The port is taken, or the host is down.</exception>
    public NetworkListener Listen(string host, int port)
    {
        NetworkHost known = HostOf(host);
        if (!known.IsUp)
        {
            throw new SocketException((int)SocketError.NetworkDown);
        }

        NetworkListener listener = new(known, port);
        if (!known.Listeners.TryAdd(port, listener))
        {
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }

        return listener;
    }

    /// <summary>Opens a stream from one host to a port of another.</summary>
    /// <exception cref="SocketException">Nobody listens (at once after a round trip), or no answer came (after a time).</exception>
    public async Task<SimulatedStream> ConnectAsync(string from, string to, int port, CancellationToken cancellationToken = default)
    {
        NetworkHost near = HostOf(from);
        if (!near.IsUp)
        {
            throw new SocketException((int)SocketError.NetworkDown);
        }

        cancellationToken.ThrowIfCancellationRequested();
        StreamEnd end = StreamEnd.Open(this, near, HostOf(to), port, cancellationToken);
        await end.Opened;
        return new SimulatedStream(end);
    }

    /// <summary>Takes a host off at once: its streams and listeners are gone without a word to the other sides.</summary>
    public void Crash(string host) => HostOf(host).Crash();

    /// <summary>Brings a crashed host back, with nothing that listens; it answers streams from before with a reset.</summary>
    public void Start(string host) => HostOf(host).Start();

    /// <summary>Resets every stream between two hosts, at both ends at once.</summary>
    public void Reset(string first, string second)
    {
        foreach (StreamEnd end in HostOf(first).Ends.Where(end => end.Far.Name == second).ToArray())
        {
            end.Other?.Fail(SocketError.ConnectionReset);
            end.Fail(SocketError.ConnectionReset);
        }
    }

    /// <summary>The program that had a host's streams and listeners has died: they are closed, and the other sides hear of it.</summary>
    public void ResetAll(string host) => HostOf(host).ResetAll();

    /// <summary>Lets a host stand still: it neither takes nor sends anything, and others wait for it.</summary>
    public void Freeze(string host) => HostOf(host).IsFrozen = true;

    /// <summary>Lets a frozen host go on.</summary>
    public void Thaw(string host) => HostOf(host).IsFrozen = false;

    internal NetworkHost HostOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Kernel.CheckThread();
        if (!_hosts.TryGetValue(name, out NetworkHost? host))
        {
            host = new NetworkHost(name);
            _hosts.Add(name, host);
        }

        return host;
    }

    private void Deliver(Datagram datagram, long? arrival)
    {
        if (arrival is { } time)
        {
            Kernel.Schedule(time, new DatagramDelivery(HostOf(datagram.To), datagram));
        }
    }
}

/// <summary>A datagram on its way.</summary>
internal sealed class DatagramDelivery(NetworkHost host, Datagram datagram) : KernelEvent
{
    protected internal override void Occur() => host.Receive(datagram);
}
