namespace Scalewright.Agents.Wire;

/// <summary>Keeps one connection open, and opens a new one on demand after it breaks.</summary>
internal sealed class ReconnectingLink(AgentConnectionOptions options, Func<CancellationToken, Task<Stream>>? connect) : IAsyncDisposable
{
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkOpener _opener = new(options);
    private readonly Retry _retry = new(
        new RetryOptions { MaxRetryAttempts = options.MaxReconnectAttempts, Delay = MinWait },
        options.Clock
    );
    private readonly CancellationTokenSource _closing = new();
    private EstablishedLink? _current;
    private Task<EstablishedLink>? _opening;
    private long _ignoredBefore;
    private uint _lastCall;
    private bool _isClosed;

    public bool CanReopen => connect is not null && !Volatile.Read(ref _isClosed);

    public string Boot => _current?.Agent.Boot ?? "";

    public long IgnoredCount => Interlocked.Read(ref _ignoredBefore) + (_current?.Link.IgnoredCount ?? 0);

    public async Task OpenFirstAsync(Func<CancellationToken, Task<Stream>> first, CancellationToken cancellationToken) =>
        _current = await _opener.OpenAsync(first, cancellationToken);

    public async ValueTask<EstablishedLink> GetAsync(CancellationToken cancellationToken)
    {
        Task<EstablishedLink> opening;
        lock (_gate)
        {
            if (_current is { Link.Failure: null } open)
            {
                return open;
            }

            LinkLostException lost = new(_current?.Link.Failure ?? new ObjectDisposedException(nameof(AgentConnection)));
            if (!CanReopen || lost.IsFinal)
            {
                throw lost;
            }

            opening = _opening ??= ReopenAsync();
        }

        try
        {
            return await opening.OrCancelled(cancellationToken);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException(new ObjectDisposedException("The connection was disposed of.", exception));
        }
    }

    /// <summary>Adds a call to a connection. No other call of this link has its ID.</summary>
    public AgentCall AddCall(FrameLink link) => link.Add(Interlocked.Increment(ref _lastCall))!;

    /// <summary>Runs a call over the current connection. After a reset, sends it again over the next one.</summary>
    /// <param name="attempt">Sends the request with the number of its operation, and receives the response.</param>
    /// <exception cref="LinkLostException">The connection was lost, and the call cannot be resumed.</exception>
    public async Task<T> RunAsync<T>(PendingCall pending, Func<FrameLink, AgentCall, Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            EstablishedLink open = await GetAsync(cancellationToken);
            pending.Start(open);
            using AgentCall call = AddCall(open.Link);
            try
            {
                return await attempt(open.Link, call);
            }
            catch (LinkLostException exception) when (CanReopen && !exception.IsFinal)
            {
                // The next iteration waits for the next connection.
            }
            catch (FrameException failure)
            {
                await open.Link.RejectAsync(failure);
                throw;
            }
            catch (Exception failure) when (failure is not (LinkLostException or FaultException))
            {
                open.Link.Queue.Post(FrameKind.Cancel, call.Id);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Close(out Task? opening))
        {
            return;
        }

        if (opening is not null)
        {
            await Task.WhenAny(opening);
        }

        if (_current is { } open)
        {
            if (open.Link.Failure is null)
            {
                await open.Link.CloseAsync(null, options.FrameTimeout);
            }

            await open.Link.DisposeAsync();
        }

        _closing.Dispose();
    }

    private bool Close(out Task? opening)
    {
        lock (_gate)
        {
            opening = _opening;
            if (_isClosed)
            {
                return false;
            }

            _isClosed = true;
        }

        _closing.Cancel();
        return true;
    }

    private async Task<EstablishedLink> ReopenAsync()
    {
        // The caller holds the lock, so the work must start after the lock is released.
        await Task.Yield();
        try
        {
            EstablishedLink old = _current!;
            await old.Link.DisposeAsync();
            await DelayReopenAsync(old);
            EstablishedLink open = await _retry.CallAsync(
                token => _opener.OpenAsync(connect!, token),
                Judge,
                onRetry: null,
                _closing.Token
            );
            Interlocked.Add(ref _ignoredBefore, old.Link.IgnoredCount);
            _current = open;
            return open;
        }
        finally
        {
            lock (_gate)
            {
                _opening = null;
            }
        }
    }

    // Waits before the next attempt if the previous connection ended soon after it was opened.
    private async Task DelayReopenAsync(EstablishedLink old)
    {
        TimeSpan lived = options.Clock.GetElapsedTime(old.OpenedAt);
        if (lived < MinWait)
        {
            await Task.Delay(MinWait - lived, options.Clock, _closing.Token);
        }
    }

    private static RetryDecision Judge(Exception failure) =>
        new(
            failure is AgentException agentFailure
                && (
                    agentFailure.IsTransient
                    || agentFailure.Code == ProblemCode.ConnectionLost
                    || agentFailure.Code == ProblemCode.TimedOut
                    || agentFailure.Code == ProblemCode.InvalidFrame
                )
        );
}

internal sealed record EstablishedLink(FrameLink Link, HandshakeMessage Agent, long OpenedAt);

/// <summary>A call without a response, which the session sends again after a reset.</summary>
/// <param name="describe">Describes the call.</param>
internal sealed class PendingCall(Func<string> describe, bool isIdempotent)
{
    private string _boot = "";

    /// <summary>True if the agent may have received the call.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Records the connection over which the call is sent now.</summary>
    /// <exception cref="LinkLostException">The agent was restarted, and does not know whether it ran the call.</exception>
    public void Start(EstablishedLink open)
    {
        if (IsSent && _boot != open.Agent.Boot && !isIdempotent)
        {
            throw new LinkLostException(new IOException($"the node was restarted while {describe()} was under way"));
        }

        (IsSent, _boot) = (true, open.Agent.Boot);
    }
}

/// <summary>The exception that is thrown when a call fails because its connection ended. Wraps the reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class LinkLostException(Exception reason) : Exception(reason.Message, reason)
{
    /// <summary>True if a retry would fail for the same reason: agent and controller do not match.</summary>
    public bool IsFinal =>
        InnerException is FaultException { Fault.Code: var code }
        && (code == ProblemCode.AgentMismatch.Id || code == ProblemCode.LeaseLost.Id);
}
