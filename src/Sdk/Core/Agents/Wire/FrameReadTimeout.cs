namespace Scalewright.Agents.Wire;

/// <summary>Ends reading if a started frame is not complete in time. Does not set a timer for every frame.</summary>
internal sealed class FrameReadTimeout : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly Action _expire;
    private readonly ITimer _timer;
    private long? _begun;
    private bool _isSet;

    public FrameReadTimeout(TimeProvider clock, TimeSpan limit, Action expire)
    {
        (_clock, _limit, _expire) = (clock, limit, expire);
        _timer = clock.CreateTimer(static deadline => ((FrameReadTimeout)deadline!).Look(), this,
            Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Begin()
    {
        lock (_gate)
        {
            if (_begun is not null)
            {
                return;
            }

            _begun = _clock.GetTimestamp();
            Set(_limit);
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _begun = null;
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

    private void Look()
    {
        lock (_gate)
        {
            _isSet = false;
            if (_begun is not { } begun)
            {
                return;
            }

            TimeSpan left = _limit - _clock.GetElapsedTime(begun);
            if (left > TimeSpan.Zero)
            {
                Set(left);
                return;
            }
        }

        _expire();
    }
}
