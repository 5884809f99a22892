using Scalewright.Providers.Ssh.Carriers;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh;

/// <summary>Link to one machine: one login for all sessions, and a pool of idle channels.</summary>
internal sealed class SshLink(
    SshClientOptions options,
    NodeAddress address,
    HandshakeThrottle throttle,
    ISshCarrier carrier,
    ILogger logger
) : IDisposable
{
    // The first two attempts use the same login if it responds. The second has twice the timeout of the first.
    private const int MaxAttempts = 3;
    private static readonly TimeSpan RoomPeriod = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _loginGate = new(1);
    private readonly ChannelSlots _slots = new(options.MaxChannelsPerHost);
    private readonly Stack<(ISshLogin Login, ShellChannel Channel)> _idle = new();
    private readonly Lock _gate = new();
    private volatile ISshLogin? _login;
    private readonly CancellationTokenSource _ending = new();
    private TaskCompletionSource _nextLogin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<ISshLogin>? _renewal;
    private volatile bool _isDisposed;

    public NodeAddress Address => address;

    public SshClientOptions Options => options;

    public ILogger Logger => logger;

    /// <summary>Completes at the next login.</summary>
    public Task NextLogin => Volatile.Read(ref _nextLogin).Task;

    /// <summary>Timeout of a response of the machine.</summary>
    public TimeSpan ResponseTimeout => _login?.ResponseTimeout ?? options.SessionTimeout;

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
                (ISshLogin login, ShellChannel channel) = await AcquireAsync(cancellationToken);
                try
                {
                    return await use(channel);
                }
                catch (LinkDownException down)
                {
                    Retire(login, down);
                    if (!down.NothingRan || attempt >= MaxAttempts)
                    {
                        throw;
                    }
                }
                finally
                {
                    Return(login, channel);
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
            IRemoteSession session = await OpenAsync(
                (login, timeout, token) => login.OpenSessionAsync(command, timeout, token),
                cancellationToken
            );
            return new SlotSession(session, _slots);
        }
        catch
        {
            _slots.Return();
            throw;
        }
    }

    /// <summary>Opens a forwarding, and returns its listening port.</summary>
    /// <exception cref="ForwardRefusedException">The port is in use, or forwarding is not allowed.</exception>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public Task<(ISshLogin Login, int Port)> OpenForwardAsync(ForwardRule rule, CancellationToken cancellationToken) =>
        OpenAsync(async (login, _, token) => (login, await login.OpenForwardAsync(rule, token)), cancellationToken);

    /// <summary>
    /// Opens a forwarding again over the current or next login. All waiting callers share one login attempt, so that
    /// commands wait for at most one such attempt.
    /// </summary>
    /// <exception cref="ForwardRefusedException">The port is in use, or forwarding is not allowed.</exception>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<ISshLogin> ReopenForwardAsync(ForwardRule rule, CancellationToken cancellationToken)
    {
        ISshLogin login = await RenewAsync().OrCancelled(cancellationToken);
        try
        {
            // Not cancelable, because the request could take effect after the caller has reverted it.
            await login.OpenForwardAsync(rule, CancellationToken.None);
            return login;
        }
        catch (LinkDownException down)
        {
            Retire(login, down);
            throw;
        }
    }

    /// <summary>Checks a connection, and ends it if it does not respond.</summary>
    public async Task CheckAsync(ISshLogin login)
    {
        try
        {
            await login.CheckAsync();
        }
        catch (LinkDownException down)
        {
            Retire(login, down);
        }
    }

    /// <summary>Closes a forwarding, if the connection is up.</summary>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public Task CloseForwardAsync(ForwardRule rule) =>
        _login is { IsAlive: true } login ? login.CloseForwardAsync(rule) : Task.CompletedTask;

    /// <summary>Returns a path for a socket that only this user can access.</summary>
    /// <exception cref="ForwardRefusedException">The carrier cannot forward sockets.</exception>
    public string GetSocketPath() => carrier.GetSocketPath();

    public void Dispose()
    {
        _isDisposed = true;
        _ending.Cancel();
        lock (_gate)
        {
            while (_idle.TryPop(out (ISshLogin Login, ShellChannel Channel) remaining))
            {
                remaining.Channel.Dispose();
            }
        }

        _login?.Dispose();
        _loginGate.Dispose();
        _ending.Dispose();
    }

    private Task<ISshLogin> RenewAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _renewal is { IsCompleted: false } ? _renewal : _renewal = GetLoginAsync(_ending.Token);
        }
    }

    private async Task<(ISshLogin Login, ShellChannel Channel)> AcquireAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (_idle.TryPop(out (ISshLogin Login, ShellChannel Channel) idle))
            {
                if (idle.Login.IsAlive && idle.Channel.IsUsable)
                {
                    return idle;
                }

                idle.Channel.Dispose();
            }
        }

        return await OpenAsync(
            async (login, timeout, token) => (login, await ShellChannel.OpenAsync(login, options, timeout, token)),
            cancellationToken
        );
    }

    private void Return(ISshLogin login, ShellChannel channel)
    {
        lock (_gate)
        {
            if (channel.IsUsable && login.IsAlive && !_isDisposed)
            {
                _idle.Push((login, channel));
                return;
            }
        }

        channel.Dispose();
    }

    /// <summary>
    /// Opens a session or a forwarding over the connection. Retries if a session does not open in time, and reconnects
    /// if the existing connection is down.
    /// </summary>
    private async Task<T> OpenAsync<T>(Func<ISshLogin, TimeSpan, CancellationToken, Task<T>> open, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            ISshLogin login = await GetLoginAsync(cancellationToken);
            try
            {
                return await open(login, login.ResponseTimeout * attempt, cancellationToken);
            }
            catch (LinkDownException down)
            {
                if (!down.OnlySession || attempt > 1)
                {
                    Retire(login, down);
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
        (ISshLogin Login, ShellChannel Channel) idle;
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

    private async Task<ISshLogin> GetLoginAsync(CancellationToken cancellationToken)
    {
        if (_login is { IsAlive: true } current)
        {
            return current;
        }

        await _loginGate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_login is { IsAlive: true } other)
            {
                return other;
            }

            _login?.Dispose();
            _login = null;
            ISshLogin login = await throttle.LoginAsync(address, cancellationToken);
            SshLog.LoggedIn(logger, address.Host);
            _login = login;
            if (_isDisposed)
            {
                login.Dispose();
                throw new ObjectDisposedException(nameof(SshLink));
            }

            Interlocked.Exchange(ref _nextLogin, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return login;
        }
        finally
        {
            _loginGate.Release();
        }
    }

    private void Retire(ISshLogin login, LinkDownException down)
    {
        SshLog.ConnectionLost(logger, address.Host, down.Message);
        login.Dispose();
    }
}
