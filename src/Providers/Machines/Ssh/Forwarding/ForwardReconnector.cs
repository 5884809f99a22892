using Scalewright.Providers.Ssh.Carriers;

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
    private readonly ForwardRule _rule;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _maintenance;
    private volatile bool _isOpen = true;

    /// <param name="link">Link to the machine.</param>
    /// <param name="login">Login that currently carries the forwarding.</param>
    /// <param name="end">Listening end, for the log.</param>
    /// <param name="socketPath">Local Unix socket on which it listens; empty if there is no socket.</param>
    public ForwardReconnector(SshLink link, ISshLogin login, string end, string socketPath, ForwardRule rule)
    {
        (_link, _end, _socketPath, _rule) = (link, end, socketPath, rule);
        _maintenance = MaintainAsync(login, _ending.Token);
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

    private async Task MaintainAsync(ISshLogin login, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitForEndAsync(login, cancellationToken);
                _isOpen = false;
                login = await ReopenAsync(cancellationToken);
                _isOpen = true;
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // The forwarding or the link to the machine is disposed.
        }
    }

    /// <summary>
    /// Waits until the connection ends. Sends heartbeats meanwhile, because a stopped process would block the
    /// forwarding forever, and the connection may have no other users.
    /// </summary>
    private async Task WaitForEndAsync(ISshLogin login, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(login.Ended, _link.Options.KeepAliveInterval, cancellationToken);
            if (login.Ended.IsCompleted)
            {
                return;
            }

            await _link.CheckAsync(login);
        }
    }

    private async Task<ISshLogin> ReopenAsync(CancellationToken cancellationToken)
    {
        string loggedReason = "";
        for (TimeSpan pause = MinPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            Task nextLogin = _link.NextLogin;
            (ISshLogin? login, string reason, bool mayPass) = await TryAsync(cancellationToken);
            if (login is not null)
            {
                SshLog.ForwardReopened(_link.Logger, _link.Address.Host, _end);
                return login;
            }

            if (reason != loggedReason)
            {
                SshLog.ForwardClosed(_link.Logger, _link.Address.Host, _end, reason);
                loggedReason = reason;
            }

            await WaitAsync(nextLogin, mayPass ? pause : Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private async Task<(ISshLogin? Login, string Reason, bool MayPass)> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(_socketPath))
            {
                // A killed connection leaves its socket, and the OpenSSH client refuses an existing path.
                File.Delete(_socketPath);
            }

            return (await _link.ReopenForwardAsync(_rule, cancellationToken), "", true);
        }
        catch (LoginException failure)
        {
            return (null, failure.Message, SshProblems.MayPass(failure.Problem));
        }
        catch (IOException failure) when (failure is ForwardRefusedException or LinkDownException)
        {
            return (null, failure.Message, true);
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
