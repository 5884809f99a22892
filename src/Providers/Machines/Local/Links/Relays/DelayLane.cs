namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>The frames of one sender in a <see cref="DelayLine"/>: when they leave, and whether they do.</summary>
internal sealed class DelayLane(NodeWay way, TimeSpan last)
{
    // As the queues of a whole link: a burst passes at once, as much again waits, and so does what comes in this time.
    private const double BurstBytes = 32 * 1024;
    private const double BurstSeconds = 0.01;
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(50);

    private TimeSpan _last = last;
    private TimeSpan _sent = last;

    /// <summary>How its frames fare from now on. Those under way keep their times, and none overtakes them.</summary>
    public NodeWay Way { get; set; } = way;

    /// <summary>When the last of its frames leaves that was not held back.</summary>
    public TimeSpan Last => _last;

    /// <summary>When a frame leaves that comes now; null when the rate has no room for it.</summary>
    public TimeSpan? Leave(int bytes, TimeSpan now, Random chance)
    {
        if (Pass(bytes, now) is not { } due)
        {
            return null;
        }

        due += Way.Delay + Draw(Way.Jitter, chance);
        due = due > _last ? due : _last;
        if (Happens(Way.Reordering, chance))
        {
            return due + Way.ReorderingDelay + Draw(Way.ReorderingJitter, chance);
        }

        _last = due;
        return due;
    }

    /// <summary>Whether something that has a chance happens now; what has none draws nothing.</summary>
    public static bool Happens(double probability, Random chance) => probability > 0 && chance.NextDouble() < probability;

    /// <summary>When the rate lets a frame go; null when too many wait already.</summary>
    private TimeSpan? Pass(int bytes, TimeSpan now)
    {
        if (Way.BytesPerSecond is not { } rate)
        {
            return now;
        }

        TimeSpan burst = TimeSpan.FromSeconds(Math.Max(BurstBytes / rate, BurstSeconds));
        TimeSpan least = now - burst;
        TimeSpan begun = _sent > least ? _sent : least;
        if (begun > now + burst + WaitMax)
        {
            return null;
        }

        _sent = begun + TimeSpan.FromSeconds((double)bytes / rate);
        return _sent > now ? _sent : now;
    }

    // To its longest, which may come itself.
    private static TimeSpan Draw(TimeSpan longest, Random chance) => longest > TimeSpan.Zero ? new TimeSpan(chance.NextInt64(longest.Ticks + 1)) : TimeSpan.Zero;
}
