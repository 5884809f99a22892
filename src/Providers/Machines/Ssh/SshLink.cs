using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Mux;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh;

/// <summary>Link to one machine: one login for all sessions, and a pool of idle channels.</summary>
internal sealed class SshLink(SshClientOptions options, NodeAddress address, HandshakeThrottle throttle,
    ControlSocketFolder folder, ILogger logger) : IDisposable
{
    // The first two attempts use the same login if it responds. The second has twice the timeout of the first.
    private const int MaxAttempts = 3;
    private static readonly TimeSpan RoomPeriod = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _masterGate = new(1);
    private readonly ChannelSlots _slots = new(options.MaxChannelsPerHost);
    private readonly Stack<(Master Master, ShellChannel Channel)> _idle = new();
    private readonly Lock _gate = new();
    private volatile Master? _master;
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource _nextLogin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<Master>? _renewal;
    private volatile bool _isDisposed;

    public NodeAddress Address => address;

    public SshClientOptions Options => options;

    public ILogger Logger => logger;

    /// <summary>Completes at the next login.</summary>
    public Task NextLogin => Volatile.Read(ref _nextLogin).Task;

    /// <summary>Timeout of a response of the machine.</summary>
    public TimeSpan ResponseTimeout => _master?.ResponseTimeout ?? options.SessionTimeout;

    /// <summary>
    /// Runs work on a channel. If the channel fails before the work has started, the next channel is used.
    /// </summary>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<T> UseAsync<T>(Func<ShellChannel, Task<T>> use, CancellationToken cancellationToken)
    {
        await _slots.AcquireAsync(cancellationToken);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                (Master master, ShellChannel channel) = await AcquireAsync(cancellationToken);
                try
                {
                    return await use(channel);
                }
                catch (LinkDownException down)
                {
                    Retire(master, down);
                    if (!down.NothingRan || attempt >= MaxAttempts)
                    {
                        throw;
                    }
                }
                finally
                {
                    Return(master, channel);
                }
            }
        }
        finally
        {
            _slots.Return();
        }
    }

    /// <summary>Starts a command in its own session, which counts as a channel until it is disposed.</summary>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<SlotSession> OpenAsync(string command, CancellationToken cancellationToken)
    {
        await _slots.AcquireAsync(cancellationToken);
        try
        {
            RemoteSession session = await OpenAsync(
                (master, timeout, token) => master.OpenSessionAsync(command, timeout, token), cancellationToken);
            return new SlotSession(session, _slots);
        }
        catch
        {
            _slots.Return();
            throw;
        }
    }

    /// <summary>Sends a request to the master process.</summary>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public Task<(Master Master, MuxMessage Answer)> RequestAsync(
        Func<MuxMessage> createRequest, CancellationToken cancellationToken) =>
        OpenAsync(
            async (master, _, token) => (master, await master.RequestAsync(createRequest(), token)), cancellationToken);

    /// <summary>
    /// Sends a request to the current or next master process. All waiting callers share one login attempt, so that
    /// commands wait for at most one such attempt.
    /// </summary>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<(Master Master, MuxMessage Answer)> RequestNextAsync(
        Func<MuxMessage> createRequest, CancellationToken cancellationToken)
    {
        Master master = await RenewAsync().OrCancelled(cancellationToken);
        try
        {
            // Not cancelable, because the request could take effect after the caller has reverted it.
            return (master, await master.RequestAsync(createRequest(), CancellationToken.None));
        }
        catch (LinkDownException down)
        {
            Retire(master, down);
            throw;
        }
    }

    /// <summary>Checks a connection, and ends it if its process does not respond.</summary>
    public async Task CheckAsync(Master master)
    {
        try
        {
            // PROTOCOL.mux: MUX_C_ALIVE_CHECK contains only the number of the request.
            await master.RequestAsync(new MuxMessage(MuxKind.AliveCheck).Add(1), CancellationToken.None);
        }
        catch (LinkDownException down)
        {
            Retire(master, down);
        }
    }

    /// <summary>Sends a request to the master process, if it is running.</summary>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task RequestIfAliveAsync(MuxMessage request, CancellationToken cancellationToken)
    {
        if (_master is { IsAlive: true } master)
        {
            await master.RequestAsync(request, cancellationToken);
        }
    }

    /// <summary>Returns a path for a socket that only this user can access.</summary>
    public string NextPath() => folder.NextPath();

    public void Dispose()
    {
        _isDisposed = true;
        _ending.Cancel();
        lock (_gate)
        {
            while (_idle.TryPop(out (Master Master, ShellChannel Channel) remaining))
            {
                remaining.Channel.Dispose();
            }
        }

        _master?.Dispose();
        _masterGate.Dispose();
        _ending.Dispose();
    }

    private Task<Master> RenewAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _renewal is { IsCompleted: false } ? _renewal : _renewal = GetMasterAsync(_ending.Token);
        }
    }

    private async Task<(Master Master, ShellChannel Channel)> AcquireAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_idle.TryPop(out (Master Master, ShellChannel Channel) idle))
            {
                if (idle.Master.IsAlive && idle.Channel.IsUsable)
                {
                    return idle;
                }

                idle.Channel.Dispose();
            }
        }

        return await OpenAsync(
            async (master, timeout, token) => (master, await ShellChannel.OpenAsync(master, options, timeout, token)),
            cancellationToken);
    }

    private void Return(Master master, ShellChannel channel)
    {
        lock (_gate)
        {
            if (channel.IsUsable && master.IsAlive && !_isDisposed)
            {
                _idle.Push((master, channel));
                return;
            }
        }

        channel.Dispose();
    }

    /// <summary>
    /// Opens a session or a forwarding over the connection. Retries if a session does not open in time, and reconnects
    /// if the existing connection is down.
    /// </summary>
    private async Task<T> OpenAsync<T>(
        Func<Master, TimeSpan, CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            Master master = await GetMasterAsync(cancellationToken);
            try
            {
                return await open(master, master.ResponseTimeout * attempt, cancellationToken);
            }
            catch (LinkDownException down)
            {
                if (!down.OnlySession || attempt > 1)
                {
                    Retire(master, down);
                }

                if (attempt >= MaxAttempts)
                {
                    throw;
                }
            }
            catch (SessionRefusedException exception)
            {
                attempt--;
                if (options.Clock.GetElapsedTime(start) > options.ConnectTimeout)
                {
                    throw new LinkDownException($"{address} opens no session: {exception.Message}");
                }

                await MakeRoomAsync(cancellationToken);
            }
        }
    }

    /// <summary>
    /// Makes room after the server refused another session: closes an idle session or lowers the limit.
    /// </summary>
    private async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        (Master Master, ShellChannel Channel) idle;
        lock (_gate)
        {
            _idle.TryPop(out idle);
        }

        idle.Channel?.Dispose();
        if (idle.Channel is null && _slots.TryShrink())
        {
            SshLog.SessionLimitLowered(logger, address.Host, _slots.Limit);
            await _slots.ReacquireAsync(cancellationToken);
        }
        else
        {
            await Task.Delay(RoomPeriod, options.Clock, cancellationToken);
        }
    }

    private async Task<Master> GetMasterAsync(CancellationToken cancellationToken)
    {
        if (_master is { IsAlive: true } standing)
        {
            return standing;
        }

        await _masterGate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_master is { IsAlive: true } made)
            {
                return made;
            }

            _master?.Dispose();
            _master = null;
            Master master = await throttle.LoginAsync(address, folder, cancellationToken);
            SshLog.LoggedIn(logger, address.Host);
            _master = master;
            if (_isDisposed)
            {
                master.Dispose();
                throw new ObjectDisposedException(nameof(SshLink));
            }

            Interlocked.Exchange(ref _nextLogin, new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously))
                .SetResult();
            return master;
        }
        finally
        {
            _masterGate.Release();
        }
    }

    private void Retire(Master master, LinkDownException down)
    {
        SshLog.ConnectionLost(logger, address.Host, down.Message);
        master.Dispose();
    }
}
