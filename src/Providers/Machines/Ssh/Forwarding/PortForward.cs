using Scalewright.Providers.Ssh.Forwarding;
using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh;

/// <summary>A way through a connection to a port or socket at its other end; disposing closes it for new connections.</summary>
/// <remarks>
/// When its connection ends, what goes through it ends, and it is opened again at the same port or socket on the next connection, for which it logs in
/// itself. What is in the way is tried again after pauses of up to 10 seconds, and told to the logger of the transport; a login that is refused is not tried again until another call has logged in.
/// </remarks>
public sealed class PortForward : IAsyncDisposable
{
    private readonly SshLink _link;
    private readonly Func<MuxKind, MuxMessage> _describe;
    private readonly ForwardKeeper _keeper;
    private readonly string _socketPath;
    private bool _isClosed;

    internal PortForward(SshLink link, Master master, EndPoint endPoint, Func<MuxKind, MuxMessage> describe)
    {
        (_link, EndPoint, _describe) = (link, endPoint, describe);
        _socketPath = endPoint is UnixDomainSocketEndPoint socket ? socket.ToString() : "";
        _keeper = new ForwardKeeper(link, master, $"{endPoint}", _socketPath, () => describe(MuxKind.OpenForward));
    }

    /// <summary>Where to connect to: on this machine, or on the other one when it leads here.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Whether it leads through; not while its connection has ended and the next is not there yet, and not after it was disposed.</summary>
    public bool IsOpen => _keeper.IsOpen;

    /// <summary>Closes it; done when the connection is gone already.</summary>
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
            await _link.AskStandingAsync(_describe(MuxKind.CloseForward), CancellationToken.None);
        }
        catch (LinkDownException)
        {
            // With the connection, its ways are closed.
        }
    }
}
