using Scalewright.Providers.Ssh.Carriers;

namespace Scalewright.Providers.Ssh;

/// <content>Forwarding of ports and sockets.</content>
public sealed partial class SshConnection
{
    private const int MaxPort = 65535;

    /// <summary>Forwards a local port to a port that the machine can reach.</summary>
    /// <param name="host">Host as seen from the machine, for example <c>localhost</c>.</param>
    /// <param name="port">Port of the host.</param>
    /// <param name="localPorts">Candidate ports on this machine's loopback interface, of which the first free one is
    /// used; empty for a Unix socket that only this user can access.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">No port is free, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardPortAsync(
        string host,
        int port,
        ValueList<int> localPorts,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, MaxPort);
        ArgumentNullException.ThrowIfNull(localPorts);
        return ForwardAsync(new ForwardEnd(host, port), localPorts, cancellationToken);
    }

    /// <summary>Forwards a local port to a Unix socket on the machine.</summary>
    /// <param name="path">Path of the socket.</param>
    /// <param name="localPorts">As for <see cref="ForwardPortAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">No port is free, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardSocketAsync(string path, ValueList<int> localPorts, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(localPorts);
        return ForwardAsync(new ForwardEnd(path, null), localPorts, cancellationToken);
    }

    /// <summary>Forwards a port of the machine's loopback interface to a local port.</summary>
    /// <param name="port">Port on the machine; 0 for any free port.</param>
    /// <param name="localPort">Port on this machine.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The port is in use, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardRemotePortAsync(int port, int localPort, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localPort, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(localPort, MaxPort);
        return OpenRemoteAsync(port, new ForwardEnd("localhost", localPort), cancellationToken);
    }

    /// <summary>
    /// Forwards a port of the machine's loopback interface to a local Unix socket, whose permissions control access.
    /// </summary>
    /// <param name="port">Port on the machine; 0 for any free port.</param>
    /// <param name="localPath">Path of the socket on this machine.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The port is in use, forwarding is not allowed, or the machine is
    /// unreachable.</exception>
    public Task<PortForward> ForwardRemotePortAsync(int port, string localPath, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        return OpenRemoteAsync(port, new ForwardEnd(localPath, null), cancellationToken);
    }

    private async Task<PortForward> OpenRemoteAsync(int port, ForwardEnd to, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, MaxPort);
        ForwardEnd source = new("localhost", port);
        try
        {
            (ISshLogin login, int boundPort) = await OpenAsync(new ForwardRule(IsRemote: true, source, to), cancellationToken);
            return new PortForward(
                _link,
                login,
                new DnsEndPoint(source.Host, boundPort),
                new ForwardRule(IsRemote: true, source with { Port = boundPort }, to)
            );
        }
        catch (ForwardRefusedException exception)
        {
            throw Refused(exception, $"port {port} of the machine");
        }
    }

    private async Task<PortForward> ForwardAsync(ForwardEnd to, ValueList<int> ports, CancellationToken cancellationToken)
    {
        if (ports.Count == 0)
        {
            string path = GetSocketPath();
            return await TryForwardAsync(
                new ForwardEnd(path, null),
                to,
                new UnixDomainSocketEndPoint(path),
                isLast: true,
                cancellationToken
            ) ?? throw new System.Diagnostics.UnreachableException();
        }

        for (int index = 0; ; index++)
        {
            IPEndPoint end = new(IPAddress.Loopback, ports[index]);
            if (
                await TryForwardAsync(
                    new ForwardEnd("127.0.0.1", end.Port),
                    to,
                    end,
                    isLast: index == ports.Count - 1,
                    cancellationToken
                ) is
                { } forward
            )
            {
                return forward;
            }
        }
    }

    /// <returns>Null if this end point is in use and another one can be tried.</returns>
    private async Task<PortForward?> TryForwardAsync(
        ForwardEnd source,
        ForwardEnd to,
        EndPoint end,
        bool isLast,
        CancellationToken cancellationToken
    )
    {
        ForwardRule rule = new(IsRemote: false, source, to);
        try
        {
            (ISshLogin login, _) = await OpenAsync(rule, cancellationToken);
            return new PortForward(_link, login, end, rule);
        }
        catch (ForwardRefusedException exception)
        {
            return isLast ? throw Refused(exception, $"{end}") : null;
        }
    }

    private string GetSocketPath()
    {
        try
        {
            return _link.GetSocketPath();
        }
        catch (ForwardRefusedException exception)
        {
            throw Refused(exception, "a socket");
        }
    }

    private Task<(ISshLogin Login, int Port)> OpenAsync(ForwardRule rule, CancellationToken cancellationToken) =>
        SshFaults.CallAsync(Node, hasEffect: false, () => _link.OpenForwardAsync(rule, cancellationToken));

    private AgentException Refused(ForwardRefusedException refusal, string end) =>
        new(
            Node,
            SshProblems.Fault(
                $"{end} does not listen: {refusal.Message}",
                "name ports that are free, and see that the server allows forwarding"
            ),
            refusal
        );
}
