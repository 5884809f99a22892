using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Forwarding;

namespace Scalewright.Providers.Ssh;

/// <summary>Forwarding to a port or socket. Disposing of the forwarding closes it for new connections.</summary>
/// <remarks>When the SSH connection ends, all forwarded connections end. The forwarding then logs in again and reopens
/// the same port or socket. It retries after failures, with delays of up to 10 seconds; the transport logs the
/// failures. A refused login is not retried until another call has logged in.</remarks>
public sealed class PortForward : IAsyncDisposable
{
    private readonly SshLink _link;
    private readonly ForwardRule _rule;
    private readonly ForwardReconnector _reconnector;
    private readonly string _socketPath;
    private bool _isClosed;

    internal PortForward(SshLink link, ISshLogin login, EndPoint endPoint, ForwardRule rule)
    {
        (_link, EndPoint, _rule) = (link, endPoint, rule);
        _socketPath = endPoint is UnixDomainSocketEndPoint socket ? socket.ToString() : "";
        _reconnector = new ForwardReconnector(link, login, $"{endPoint}", _socketPath, rule);
    }

    /// <summary>Listening end point, on this machine or, for a remote port, on the other machine.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>True while the forwarding works; false while its connection is down, and after disposal.</summary>
    public bool IsOpen => _reconnector.IsOpen;

    /// <summary>Closes the forwarding. Does nothing if the connection is gone already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _reconnector.DisposeAsync();
        if (File.Exists(_socketPath))
        {
            File.Delete(_socketPath);
        }

        try
        {
            await _link.CloseForwardAsync(_rule);
        }
        catch (LinkDownException)
        {
            // The connection is down, which has already closed the forwarding.
        }
    }
}
