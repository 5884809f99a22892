using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh.Forwarding;

/// <summary>Opens a way again on the connection that comes after its own, until it is disposed or nothing leads to the machine any more.</summary>
/// <remarks>
/// What may pass is tried again after growing pauses: also an end that is taken, since a server may hold a port for a connection that it has not yet
/// missed. Where the login itself is refused, nothing is tried until somebody else has logged in: a user may be locked out for it.
/// </remarks>
internal sealed class ForwardKeeper : IAsyncDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    private readonly SshLink _link;
    private readonly string _end;
    private readonly string _socketPath;
    private readonly Func<MuxMessage> _opening;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _keeping;
    private volatile bool _isOpen = true;

    /// <param name="link">What leads to the machine.</param>
    /// <param name="master">The connection that the way goes through now.</param>
    /// <param name="end">Where the way begins, for the log.</param>
    /// <param name="socketPath">The socket of this machine that it begins at; empty: none.</param>
    public ForwardKeeper(SshLink link, Master master, string end, string socketPath, Func<MuxMessage> opening)
    {
        (_link, _end, _socketPath, _opening) = (link, end, socketPath, opening);
        _keeping = KeepAsync(master, _ending.Token);
    }

    /// <summary>Whether its connection stands.</summary>
    public bool IsOpen => _isOpen;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _keeping;
        _isOpen = false;
        _ending.Dispose();
    }

    private async Task KeepAsync(Master master, CancellationToken cancellationToken)
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
            // Disposed, itself or all that leads to the machine.
        }
    }

    /// <summary>Asks for signs of life meanwhile: nobody else may be using the connection, and one whose process stands still would hold up the way for ever.</summary>
    private async Task WaitForEndAsync(Master master, CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitAsync(master.Ended, _link.Options.HeartbeatPeriod, cancellationToken);
            if (master.Ended.IsCompleted)
            {
                return;
            }

            await _link.CheckAsync(master);
        }
    }

    private async Task<Master> ReopenAsync(CancellationToken cancellationToken)
    {
        string told = "";
        for (TimeSpan pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            Task login = _link.NextLogin;
            (Master? master, string reason, bool mayPass) = await TryAsync(cancellationToken);
            if (master is not null)
            {
                SshLog.Reopened(_link.Logger, _link.Address.Host, _end);
                return master;
            }

            if (reason != told)
            {
                SshLog.NotReopened(_link.Logger, _link.Address.Host, _end, reason);
                told = reason;
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
                // A connection that was killed leaves it, and OpenSSH's client takes no path that is there.
                File.Delete(_socketPath);
            }

            (Master master, MuxMessage answer) = await _link.AskNextAsync(_opening, cancellationToken);
            return answer.ReadRefusal() is { } refusal ? (null, refusal, true) : (master, "", true);
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
