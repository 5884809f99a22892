namespace Scalewright.Agents.Wire;

/// <summary>Keeps one connection open, and opens a new one on demand after it breaks.</summary>
internal sealed class ReconnectingLink(AgentConnectionOptions options, Func<CancellationToken, Task<Stream>>? connect) : IAsyncDisposable
{
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkOpener _opener = new(options);
    private readonly CancellationTokenSource _closing = new();
    private EstablishedLink? _current;
    private Task<EstablishedLink>? _opening;
    private long _ignoredBefore;
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
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LinkLostException(new ObjectDisposedException("The connection was disposed of.", e));
        }
    }

    /// <summary>Runs a call over the current connection. After a reset, sends it again over the next one.</summary>
    /// <param name="send">Sends the request with the number of its operation, and receives the response.</param>
    /// <exception cref="LinkLostException">The connection was lost, and the call cannot be resumed.</exception>
    public async Task<T> RunAsync<T>(PendingCall call, Func<FrameLink, Task<T>> send, CancellationToken cancellationToken)
    {
        EstablishedLink open = await GetAsync(cancellationToken);
        while (true)
        {
            call.Start(open);
            try
            {
                return await send(open.Link);
            }
            catch (LinkLostException lost) when (CanReopen && !lost.IsFinal)
            {
                open = await GetAsync(cancellationToken);
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
            EstablishedLink open = await TryToOpenAsync();
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

    private async Task<EstablishedLink> TryToOpenAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await _opener.OpenAsync(connect!, _closing.Token);
            }
            catch (AgentException failure) when (attempt <= options.MaxReconnectAttempts && IsTransientFailure(failure))
            {
                double seconds = Math.Min(MaxWait.TotalSeconds, Math.Pow(2, attempt - 1));
                await Task.Delay(TimeSpan.FromSeconds(seconds), options.Clock, _closing.Token);
            }
        }
    }

    private static bool IsTransientFailure(AgentException failure) =>
        failure.IsTransient
        || failure.Code == ProblemCode.ConnectionLost
        || failure.Code == ProblemCode.TimedOut
        || failure.Code == ProblemCode.InvalidFrame;
}

internal sealed record EstablishedLink(FrameLink Link, HandshakeMessage Agent, long OpenedAt);

/// <summary>A call without a response, which the session sends again after a reset.</summary>
/// <param name="what">Describes the call.</param>
internal sealed class PendingCall(Func<string> what, bool isIdempotent)
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
            throw new LinkLostException(new IOException($"the node was restarted while {what()} was under way"));
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
