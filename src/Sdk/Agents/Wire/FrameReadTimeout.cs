namespace Scalewright.Agents.Wire;

/// <summary>Ends reading if a started frame is not complete in time. Does not set a timer for every frame.</summary>
internal sealed class FrameReadTimeout : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly Action _expire;
    private readonly ITimer _timer;
    private long? _startedAt;
    private bool _isSet;

    public FrameReadTimeout(TimeProvider clock, TimeSpan limit, Action expire)
    {
        (_clock, _limit, _expire) = (clock, limit, expire);
        _timer = clock.CreateTimer(
            static timeout => ((FrameReadTimeout)timeout!).Check(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    public void Start()
    {
        lock (_gate)
        {
            if (_startedAt is not null)
            {
                return;
            }

            _startedAt = _clock.GetTimestamp();
            Set(_limit);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _startedAt = null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Set(TimeSpan time)
    {
        if (!_isSet)
        {
            _isSet = _timer.Change(time, Timeout.InfiniteTimeSpan);
        }
    }

    private void Check()
    {
        lock (_gate)
        {
            _isSet = false;
            if (_startedAt is not { } startedAt)
            {
                return;
            }

            TimeSpan remaining = _limit - _clock.GetElapsedTime(startedAt);
            if (remaining > TimeSpan.Zero)
            {
                Set(remaining);
                return;
            }
        }

        _expire();
    }
}
