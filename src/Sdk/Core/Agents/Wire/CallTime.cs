namespace Scalewright.Agents.Wire;

/// <summary>How long a call may still take: ended by the caller, or by the clock unless it goes on.</summary>
internal sealed class CallTime : IDisposable
{
    /// <summary>The slowest link that a transfer is waited for: 8 kbit/s. Dead ones are found by heartbeats.</summary>
    private const double SlowestBytesPerSecond = 1024;

    // Timers end at 49 days.
    private static readonly TimeSpan LimitMax = TimeSpan.FromDays(45);

    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _caller;
    private readonly Lock _gate = new();
    private bool _isPaused;

    public CallTime(AgentConnectionOptions options, CancellationToken caller)
        : this(options, TimeSpan.Zero, caller)
    {
    }

    public CallTime(AgentConnectionOptions options, TimeSpan longer, CancellationToken caller)
        : this(longer < LimitMax && options.AnswerDeadline < LimitMax - longer ? options.AnswerDeadline + longer : LimitMax, options.Clock, caller) => Limit = options.AnswerDeadline;

    public CallTime(TimeSpan limit, TimeProvider clock, CancellationToken caller)
    {
        (Limit, Clock) = (limit, clock);
        (_limit, _caller) = (limit < LimitMax && limit >= TimeSpan.Zero ? limit : LimitMax, caller);
        _ended = new CancellationTokenSource(_limit, clock);
        _registration = caller.UnsafeRegister(static ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
    }

    /// <summary>What the caller is told when the time is over.</summary>
    public TimeSpan Limit { get; private set; }

    public TimeProvider Clock { get; }

    public CancellationToken Token => _ended.Token;

    /// <summary>Something happened: the time begins anew, unless the call waits for its caller, and is longer by what bytes that are still under way may take.</summary>
    /// <param name="bytes">How many are.</param>
    public void Renew(int bytes = 0)
    {
        TimeSpan longer = TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);
        lock (_gate)
        {
            Limit = _limit < LimitMax - longer ? _limit + longer : LimitMax;
            _ended.CancelAfter(_isPaused ? Timeout.InfiniteTimeSpan : Limit);
        }
    }

    /// <summary>The call waits for its caller: no time passes until <see cref="Resume"/>.</summary>
    public void Pause() => SetPaused(true);

    /// <summary>The caller waits again: the time begins anew.</summary>
    public void Resume() => SetPaused(false);

    /// <summary>Whether a failure means that the time is over, not that the caller ended the call.</summary>
    public bool IsLate(Exception failure) => failure is OperationCanceledException && _ended.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _registration.Dispose();
        _ended.Dispose();
    }

    private void SetPaused(bool isPaused)
    {
        lock (_gate)
        {
            _isPaused = isPaused;
            _ended.CancelAfter(isPaused ? Timeout.InfiniteTimeSpan : _limit);
        }
    }
}
