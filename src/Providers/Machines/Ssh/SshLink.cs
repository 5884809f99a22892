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
    // A session that did not start in time gets more time.
    private const int LaterTimeoutFactor = 2;

    private readonly SemaphoreSlim _loginGate = new(1);
    private readonly ChannelSlots _slots = new(options, address, logger);
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
    /// Runs work on a channel. If the channel fails before the work has started, another channel is used.
    /// </summary>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<T> UseAsync<T>(Func<ShellChannel, Task<T>> use, CancellationToken cancellationToken)
    {
        await _slots.AcquireAsync(cancellationToken);
        try
        {
            return await RunCachedOrFreshAsync(
                (login, timeout) => UseAsync(use, login, timeout, cancellationToken),
                busyRetry: null,
                cancellationToken
            );
        }
        finally
        {
            _slots.Return();
        }
    }

    /// <summary>Starts a command in its own session, which counts as a channel until it is disposed.</summary>
    /// <param name="busyRetry">Retries of a login while the server is too busy; null for those of the options.</param>
    /// <exception cref="LoginException">The login failed.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public async Task<SlotSession> OpenAsync(string command, RetryOptions? busyRetry, CancellationToken cancellationToken)
    {
        await _slots.AcquireAsync(cancellationToken);
        try
        {
            IRemoteSession session = await RunCachedOrFreshAsync(
                (login, timeout) => OpenAsync(() => login.OpenSessionAsync(command, timeout, cancellationToken), cancellationToken),
                busyRetry,
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
        RunCachedOrFreshAsync(
            (login, _) => OpenAsync(async () => (login, await login.OpenForwardAsync(rule, cancellationToken)), cancellationToken),
            busyRetry: null,
            cancellationToken
        );

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
        catch (LinkDownException exception)
        {
            Retire(login, exception);
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
        catch (LinkDownException exception)
        {
            Retire(login, exception);
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
            return _renewal is { IsCompleted: false } ? _renewal : _renewal = GetLoginAsync(busyRetry: null, _ending.Token);
        }
    }

    private async Task<T> UseAsync<T>(
        Func<ShellChannel, Task<T>> use,
        ISshLogin login,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        ShellChannel channel = TakeIdle(login)
            ?? await OpenAsync(() => ShellChannel.OpenAsync(login, options, timeout, cancellationToken), cancellationToken);
        try
        {
            return await use(channel);
        }
        finally
        {
            Return(login, channel);
        }
    }

    private ShellChannel? TakeIdle(ISshLogin login)
    {
        lock (_gate)
        {
            while (_idle.TryPop(out (ISshLogin Login, ShellChannel Channel) idle))
            {
                if (ReferenceEquals(idle.Login, login) && idle.Channel.IsUsable)
                {
                    return idle.Channel;
                }

                idle.Channel.Dispose();
            }
        }

        return null;
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
    /// Runs work over the existing login, then over at most one new login. Nothing is run again after it has started.
    /// </summary>
    private async Task<T> RunCachedOrFreshAsync<T>(
        Func<ISshLogin, TimeSpan, Task<T>> run,
        RetryOptions? busyRetry,
        CancellationToken cancellationToken
    )
    {
        bool isCached = _login is { IsAlive: true };
        try
        {
            return await RunOverLoginAsync(login => RunWithMoreTimeAsync(run, login), busyRetry, cancellationToken);
        }
        catch (LinkDownException exception) when (exception.NothingRan && isCached)
        {
            return await RunOverLoginAsync(login => run(login, login.ResponseTimeout * LaterTimeoutFactor), busyRetry, cancellationToken);
        }
    }

    /// <summary>Runs work, and again over the same login with more time if only its session did not start.</summary>
    private static async Task<T> RunWithMoreTimeAsync<T>(Func<ISshLogin, TimeSpan, Task<T>> run, ISshLogin login)
    {
        try
        {
            return await run(login, login.ResponseTimeout);
        }
        catch (LinkDownException exception) when (exception.OnlySession)
        {
            return await run(login, login.ResponseTimeout * LaterTimeoutFactor);
        }
    }

    private async Task<T> RunOverLoginAsync<T>(Func<ISshLogin, Task<T>> run, RetryOptions? busyRetry, CancellationToken cancellationToken)
    {
        ISshLogin login = await GetLoginAsync(busyRetry, cancellationToken);
        try
        {
            return await run(login);
        }
        catch (LinkDownException exception)
        {
            Retire(login, exception);
            throw;
        }
    }

    /// <summary>Opens a session or forwarding. No command of a caller has started if that fails.</summary>
    private async Task<T> OpenAsync<T>(Func<Task<T>> open, CancellationToken cancellationToken)
    {
        try
        {
            return await _slots.OpenAsync(open, TryCloseIdle, cancellationToken);
        }
        catch (LinkDownException exception) when (!exception.NothingRan)
        {
            throw new LinkDownException(exception.Message) { NothingRan = true, OnlySession = exception.OnlySession };
        }
    }

    private bool TryCloseIdle()
    {
        (ISshLogin Login, ShellChannel Channel) idle;
        lock (_gate)
        {
            _idle.TryPop(out idle);
        }

        idle.Channel?.Dispose();
        return idle.Channel is not null;
    }

    private async Task<ISshLogin> GetLoginAsync(RetryOptions? busyRetry, CancellationToken cancellationToken)
    {
        if (_login is { IsAlive: true } current)
        {
            return current;
        }

        await _loginGate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_login is { IsAlive: true } renewed)
            {
                return renewed;
            }

            _login?.Dispose();
            _login = null;
            ISshLogin login = await throttle.LoginAsync(address, busyRetry, cancellationToken);
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
