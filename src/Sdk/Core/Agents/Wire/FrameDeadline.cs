namespace Scalewright.Agents.Wire;

/// <summary>Ends reading when a frame that has begun does not get complete in time. Costs a timer only now and then, not per frame.</summary>
internal sealed class FrameDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;
    private readonly Action _expire;
    private readonly ITimer _timer;
    private long? _begun;
    private bool _isSet;

    public FrameDeadline(TimeProvider clock, TimeSpan limit, Action expire)
    {
        (_clock, _limit, _expire) = (clock, limit, expire);
        _timer = clock.CreateTimer(static deadline => ((FrameDeadline)deadline!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A part of a frame is there, and the rest is awaited.</summary>
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

    /// <summary>The frame is complete.</summary>
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
