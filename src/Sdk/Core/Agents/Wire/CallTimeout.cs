namespace Scalewright.Agents.Wire;

/// <summary>Cancels a call when the caller cancels it or a timeout expires. Progress restarts the timeout.</summary>
internal sealed class CallTimeout : IDisposable
{
    /// <summary>Minimum rate of a transfer: 8 kbit/s. Heartbeats detect dead links.</summary>
    private const double SlowestBytesPerSecond = 1024;

    // Timers are limited to 49 days.
    private static readonly TimeSpan MaxLimit = TimeSpan.FromDays(45);

    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _caller;
    private readonly Lock _gate = new();
    private bool _isPaused;

    public CallTimeout(AgentConnectionOptions options, CancellationToken caller)
        : this(options, TimeSpan.Zero, caller)
    {
    }

    public CallTimeout(AgentConnectionOptions options, TimeSpan longer, CancellationToken caller)
        : this(longer < MaxLimit && options.ResponseTimeout < MaxLimit - longer
            ? options.ResponseTimeout + longer
            : MaxLimit, options.Clock, caller) => Limit = options.ResponseTimeout;

    public CallTimeout(TimeSpan limit, TimeProvider clock, CancellationToken caller)
    {
        (Limit, Clock) = (limit, clock);
        (_limit, _caller) = (limit < MaxLimit && limit >= TimeSpan.Zero ? limit : MaxLimit, caller);
        _ended = new CancellationTokenSource(_limit, clock);
        _registration = caller.UnsafeRegister(static ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
    }

    /// <summary>Timeout to report to the caller.</summary>
    public TimeSpan Limit { get; private set; }

    public TimeProvider Clock { get; }

    public CancellationToken Token => _ended.Token;

    /// <summary>Restarts the timeout after progress, unless paused.</summary>
    /// <param name="bytes">Number of bytes still in flight, which extend the timeout.</param>
    public void Renew(int bytes = 0)
    {
        TimeSpan longer = TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);
        lock (_gate)
        {
            Limit = _limit < MaxLimit - longer ? _limit + longer : MaxLimit;
            _ended.CancelAfter(_isPaused ? Timeout.InfiniteTimeSpan : Limit);
        }
    }

    /// <summary>Pauses the timeout while the call waits for its caller, until <see cref="Resume"/>.</summary>
    public void Pause() => SetPaused(true);

    public void Resume() => SetPaused(false);

    /// <summary>True if the failure is a timeout and not a cancellation by the caller.</summary>
    public bool IsLate(Exception failure) =>
        failure is OperationCanceledException && _ended.IsCancellationRequested && !_caller.IsCancellationRequested;

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
