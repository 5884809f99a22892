namespace Scalewright.Logs;

/// <summary>Ends a connection if a frame is not complete in time. Counts only time waiting for the sender.</summary>
internal sealed class LogFrameReadTimeout : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _most;
    private readonly ITimer _timer;
    private TimeSpan _remaining;
    private volatile bool _hasPassed;

    public LogFrameReadTimeout(TimeProvider clock, TimeSpan most, ConnectionSlot slot)
    {
        (_clock, _most, _remaining) = (clock, most, most);
        _timer = clock.CreateTimer(_ => Pass(slot), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool HasPassed => _hasPassed;

    /// <summary>Restarts the timeout for another frame.</summary>
    public void Renew() => _remaining = _most;

    public async ValueTask<int> WaitAsync(ValueTask<int> reading)
    {
        if (reading.IsCompleted)
        {
            return await reading;
        }

        long start = _clock.GetTimestamp();
        _timer.Change(_remaining, Timeout.InfiniteTimeSpan);
        int count = await reading;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TimeSpan remaining = _remaining - _clock.GetElapsedTime(start);
        _remaining = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        return count;
    }

    public void Dispose() => _timer.Dispose();

    private void Pass(ConnectionSlot slot)
    {
        _hasPassed = true;
        slot.End();
    }
}
