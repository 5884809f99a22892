using Scalewright.Providers.Ssh.Forwarding;
using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh;

/// <summary>Forwarding to a port or socket. Disposing of the forwarding closes it for new connections.</summary>
/// <remarks>When the SSH connection ends, all forwarded connections end. The forwarding then logs in again and reopens
/// the same port or socket. It retries after failures, with delays of up to 10 seconds; the transport logs the
/// failures. A refused login is not retried until another call has logged in.</remarks>
public sealed class PortForward : IAsyncDisposable
{
    private readonly SshLink _link;
    private readonly Func<MuxKind, MuxMessage> _describe;
    private readonly ForwardReconnector _keeper;
    private readonly string _socketPath;
    private bool _isClosed;

    internal PortForward(SshLink link, Master master, EndPoint endPoint, Func<MuxKind, MuxMessage> describe)
    {
        (_link, EndPoint, _describe) = (link, endPoint, describe);
        _socketPath = endPoint is UnixDomainSocketEndPoint socket ? socket.ToString() : "";
        _keeper = new ForwardReconnector(link, master, $"{endPoint}", _socketPath, () => describe(MuxKind.OpenForward));
    }

    /// <summary>Listening end point, on this machine or, for a remote port, on the other machine.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>True while the forwarding works; false while its connection is down, and after disposal.</summary>
    public bool IsOpen => _keeper.IsOpen;

    /// <summary>Closes the forwarding. Does nothing if the connection is gone already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _keeper.DisposeAsync();
        if (File.Exists(_socketPath))
        {
            File.Delete(_socketPath);
        }

        try
        {
            await _link.RequestIfAliveAsync(_describe(MuxKind.CloseForward), CancellationToken.None);
        }
        catch (LinkDownException)
        {
            // The connection is down, which has already closed the forwarding.
        }
    }
}
