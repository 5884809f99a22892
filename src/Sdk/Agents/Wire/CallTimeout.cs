namespace Scalewright.Agents.Wire;

/// <summary>Cancels a call when the caller cancels it or a timeout expires. Progress restarts the timeout.</summary>
internal sealed class CallTimeout : IDisposable
{
    /// <summary>Minimum rate of a transfer: 8 kbit/s. Heartbeats detect dead links.</summary>
    private const double MinBytesPerSecond = 1024;

    // .NET timers are limited to 49 days.
    private static readonly TimeSpan MaxLimit = TimeSpan.FromDays(45);

    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _caller;
    private readonly Lock _gate = new();
    private bool _isPaused;

    public CallTimeout(AgentConnectionOptions options, CancellationToken caller)
        : this(options, TimeSpan.Zero, caller) { }

    /// <param name="additionalTime">Time in addition to the response timeout. <see cref="ReportedTimeout"/> excludes it
    /// until the timeout is renewed.</param>
    public CallTimeout(AgentConnectionOptions options, TimeSpan additionalTime, CancellationToken caller)
        : this(
            additionalTime < MaxLimit && options.ResponseTimeout < MaxLimit - additionalTime
                ? options.ResponseTimeout + additionalTime
                : MaxLimit,
            options.Clock,
            caller
        ) => ReportedTimeout = options.ResponseTimeout;

    public CallTimeout(TimeSpan limit, TimeProvider clock, CancellationToken caller)
    {
        (ReportedTimeout, Clock) = (limit, clock);
        (_limit, _caller) = (limit < MaxLimit && limit >= TimeSpan.Zero ? limit : MaxLimit, caller);
        _cancellation = new CancellationTokenSource(_limit, clock);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancellation);
    }

    /// <summary>Timeout to report to the caller.</summary>
    public TimeSpan ReportedTimeout { get; private set; }

    public TimeProvider Clock { get; }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Restarts the timeout after progress, unless paused.</summary>
    /// <param name="bytes">Number of bytes in flight. They extend the timeout by their transfer time.</param>
    public void Renew(int bytes = 0)
    {
        TimeSpan additionalTime = TimeSpan.FromSeconds(bytes / MinBytesPerSecond);
        lock (_gate)
        {
            ReportedTimeout = _limit < MaxLimit - additionalTime ? _limit + additionalTime : MaxLimit;
            _cancellation.CancelAfter(_isPaused ? Timeout.InfiniteTimeSpan : ReportedTimeout);
        }
    }

    /// <summary>Pauses the timeout while the call waits for its caller, until <see cref="Resume"/>.</summary>
    public void Pause() => SetPaused(true);

    public void Resume() => SetPaused(false);

    /// <summary>Returns true if the failure is a timeout and not a cancellation by the caller.</summary>
    public bool IsTimeout(Exception failure) =>
        failure is OperationCanceledException && _cancellation.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _registration.Dispose();
        _cancellation.Dispose();
    }

    private void SetPaused(bool isPaused)
    {
        lock (_gate)
        {
            _isPaused = isPaused;
            _cancellation.CancelAfter(isPaused ? Timeout.InfiniteTimeSpan : _limit);
        }
    }
}
