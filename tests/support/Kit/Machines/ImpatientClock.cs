namespace Tests.Shared;

/// <summary>The system's clock with delays shortened to a tenth. Timeouts, which are longer, are unchanged.</summary>
public sealed class ImpatientClock : TimeProvider
{
    private const int Speed = 10;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= PauseMax ? dueTime / Speed : dueTime, period);
}
