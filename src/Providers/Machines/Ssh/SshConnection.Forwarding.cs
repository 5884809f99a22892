using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh;

/// <content>Forwarding of ports and sockets.</content>
public sealed partial class SshConnection
{
    private const int MaxPort = 65535;

    // PROTOCOL.mux: MUX_FWD_LOCAL, MUX_FWD_REMOTE.
    private const uint Local = 1;
    private const uint Remote = 2;

    /// <summary>Forwards a local port to a port that the machine can reach.</summary>
    /// <param name="host">Host as seen from the machine, for example <c>localhost</c>.</param>
    /// <param name="port">Port of the host.</param>
    /// <param name="localPorts">Candidate ports on this machine's loopback interface, of which the first free one is
    /// used; empty for a Unix socket that only this user can access.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">No port is free, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardPortAsync(
        string host, int port, ValueList<int> localPorts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, MaxPort);
        ArgumentNullException.ThrowIfNull(localPorts);
        return ForwardAsync(new ForwardEnd(host, (uint)port), localPorts, cancellationToken);
    }

    /// <summary>Forwards a local port to a Unix socket on the machine.</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="localPorts">As for <see cref="ForwardPortAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">No port is free, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardSocketAsync(
        string path, ValueList<int> localPorts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(localPorts);
        return ForwardAsync(ForwardEnd.Socket(path), localPorts, cancellationToken);
    }

    /// <summary>Forwards a port of the machine's loopback interface to a local port.</summary>
    /// <param name="port">Port on the machine; 0 for any free port.</param>
    /// <param name="localPort">Port on this machine.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The port is in use, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardRemotePortAsync(
        int port, int localPort, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localPort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(localPort, MaxPort);
        return OpenRemoteAsync(port, new ForwardEnd("localhost", (uint)localPort), cancellationToken);
    }

    /// <summary>
    /// Forwards a port of the machine's loopback interface to a local Unix socket, whose permissions control access.
    /// </summary>
    /// <param name="port">Port on the machine; 0 for any free port.</param>
    /// <param name="localPath">Path of the socket on this machine.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The port is in use, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardRemotePortAsync(
        int port, string localPath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        return OpenRemoteAsync(port, ForwardEnd.Socket(localPath), cancellationToken);
    }

    private async Task<PortForward> OpenRemoteAsync(int port, ForwardEnd to, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, MaxPort);
        ForwardEnd source = new("localhost", (uint)port);
        (Master master, MuxMessage response) =
            await RequestAsync(() => Describe(MuxKind.OpenForward, Remote, source, to), cancellationToken);
        ThrowIfRejected(response, $"port {port} of the machine");
        _ = response.ReadNumber();
        uint found = response.Kind == MuxKind.RemotePort ? response.ReadNumber() : (uint)port;
        return new PortForward(_link, master, new DnsEndPoint(source.Host, (int)found),
            kind => Describe(kind, Remote, source with { Port = found }, to));
    }

    private static MuxMessage Describe(MuxKind kind, uint side, ForwardEnd source, ForwardEnd to) =>
        to.AddTo(source.AddTo(new MuxMessage(kind).Add(1).Add(side)));

    private async Task<PortForward> ForwardAsync(
        ForwardEnd to, ValueList<int> ports, CancellationToken cancellationToken)
    {
        if (ports.Count == 0)
        {
            string path = _link.NextPath();
            return await TryForwardAsync(
                ForwardEnd.Socket(path), to, new UnixDomainSocketEndPoint(path), isLast: true, cancellationToken)
                ?? throw new System.Diagnostics.UnreachableException();
        }

        for (int index = 0; ; index++)
        {
            IPEndPoint end = new(IPAddress.Loopback, ports[index]);
            if (await TryForwardAsync(new ForwardEnd("127.0.0.1", (uint)end.Port), to, end,
                isLast: index == ports.Count - 1, cancellationToken) is { } forward)
            {
                return forward;
            }
        }
    }

    /// <returns>Null if this end point is in use and another one can be tried.</returns>
    private async Task<PortForward?> TryForwardAsync(
        ForwardEnd source, ForwardEnd to, EndPoint end, bool isLast, CancellationToken cancellationToken)
    {
        (Master master, MuxMessage response) =
            await RequestAsync(() => Describe(MuxKind.OpenForward, Local, source, to), cancellationToken);
        if (response.Kind != MuxKind.Ok && !isLast)
        {
            return null;
        }

        ThrowIfRejected(response, $"{end}");
        return new PortForward(_link, master, end, kind => Describe(kind, Local, source, to));
    }

    private Task<(Master Master, MuxMessage Answer)> RequestAsync(
        Func<MuxMessage> createRequest, CancellationToken cancellationToken) =>
        SshFaults.CallAsync(Node, hasEffect: false, () => _link.RequestAsync(createRequest, cancellationToken));

    private void ThrowIfRejected(MuxMessage response, string end)
    {
        if (response.ReadRefusal() is { } rejection)
        {
            throw new AgentException(Node, SshProblems.Fault($"{end} does not listen: {rejection}",
                "name ports that are free, and see that the server allows forwarding"));
        }
    }
}

/// <summary>End point of a forwarding: a host and port, or the path of a Unix socket.</summary>
internal sealed record ForwardEnd(string Host, uint Port)
{
    // OpenSSH, misc.h: port number that denotes the path of a socket.
    private const uint SocketPort = uint.MaxValue - 1;

    public static ForwardEnd Socket(string path) => new(path, SocketPort);

    public MuxMessage AddTo(MuxMessage message) => message.Add(Host).Add(Port);
}
