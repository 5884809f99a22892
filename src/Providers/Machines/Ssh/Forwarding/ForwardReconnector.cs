using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh.Forwarding;

/// <summary>
/// Reopens a lost forwarding on the next connection, until the forwarding or the link to the machine is disposed.
/// </summary>
/// <remarks>Transient failures are retried with increasing delays. This includes a port in use, because a server may
/// hold it for a connection whose loss it has not detected. After a refused login, nothing is retried until another
/// call has logged in, because retries could lock the account.</remarks>
internal sealed class ForwardReconnector : IAsyncDisposable
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    private readonly SshLink _link;
    private readonly string _end;
    private readonly string _socketPath;
    private readonly Func<MuxMessage> _opening;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _maintenance;
    private volatile bool _isOpen = true;

    /// <param name="link">Link to the machine.</param>
    /// <param name="master">Connection that currently carries the forwarding.</param>
    /// <param name="end">Listening end, for the log.</param>
    /// <param name="socketPath">Local Unix socket on which it listens; empty if there is no socket.</param>
    public ForwardReconnector(SshLink link, Master master, string end, string socketPath, Func<MuxMessage> opening)
    {
        (_link, _end, _socketPath, _opening) = (link, end, socketPath, opening);
        _maintenance = MaintainAsync(master, _ending.Token);
    }

    /// <summary>True while the connection is up.</summary>
    public bool IsOpen => _isOpen;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _maintenance;
        _isOpen = false;
        _ending.Dispose();
    }

    private async Task MaintainAsync(Master master, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitForEndAsync(master, cancellationToken);
                _isOpen = false;
                master = await ReopenAsync(cancellationToken);
                _isOpen = true;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
        {
            // The forwarding or the link to the machine is disposed.
        }
    }

    /// <summary>
    /// Waits until the connection ends. Sends heartbeats meanwhile, because a stopped process would block the
    /// forwarding forever, and the connection may have no other users.
    /// </summary>
    private async Task WaitForEndAsync(Master master, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(master.Ended, _link.Options.KeepAliveInterval, cancellationToken);
            if (master.Ended.IsCompleted)
            {
                return;
            }

            await _link.CheckAsync(master);
        }
    }

    private async Task<Master> ReopenAsync(CancellationToken cancellationToken)
    {
        string loggedReason = "";
        for (TimeSpan pause = MinPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            Task login = _link.NextLogin;
            (Master? master, string reason, bool mayPass) = await TryAsync(cancellationToken);
            if (master is not null)
            {
                SshLog.ForwardReopened(_link.Logger, _link.Address.Host, _end);
                return master;
            }

            if (reason != loggedReason)
            {
                SshLog.ForwardClosed(_link.Logger, _link.Address.Host, _end, reason);
                loggedReason = reason;
            }

            await WaitAsync(login, mayPass ? pause : Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private async Task<(Master? Master, string Reason, bool MayPass)> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(_socketPath))
            {
                // A killed connection leaves its socket, and the OpenSSH client refuses an existing path.
                File.Delete(_socketPath);
            }

            (Master master, MuxMessage response) = await _link.RequestNextAsync(_opening, cancellationToken);
            return response.ReadRefusal() is { } rejection ? (null, rejection, true) : (master, "", true);
        }
        catch (LoginException failure)
        {
            return (null, failure.Message, SshProblems.MayPass(failure.Problem));
        }
        catch (LinkDownException down)
        {
            return (null, down.Message, true);
        }
    }

    private async Task WaitAsync(Task first, TimeSpan pause, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(first, Task.Delay(pause, _link.Options.Clock, ending.Token));
        await ending.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
