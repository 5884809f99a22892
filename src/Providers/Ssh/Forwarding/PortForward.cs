using System.Net;
using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh;

/// <summary>A way through a connection to a port or socket at its other end; disposing closes it for new connections.</summary>
public sealed class PortForward : IAsyncDisposable
{
    private readonly SshLink _link;
    private readonly Func<MuxMessage> _closing;
    private bool _isClosed;

    internal PortForward(SshLink link, EndPoint endPoint, Func<MuxMessage> closing) => (_link, EndPoint, _closing) = (link, endPoint, closing);

    /// <summary>Where to connect to: on this machine, or on the other one when it leads here.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Closes it; done when the connection is gone already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        if (EndPoint is System.Net.Sockets.UnixDomainSocketEndPoint socket)
        {
            File.Delete(socket.ToString());
        }

        try
        {
            await _link.AskStandingAsync(_closing(), CancellationToken.None);
        }
        catch (LinkDownException)
        {
            // With the connection, its ways are closed.
        }
    }
}
