namespace Tests.Shared;

/// <summary>The system's time, but for pauses, which take a tenth of theirs. Deadlines, which are longer, are left alone.</summary>
public sealed class ImpatientClock : TimeProvider
{
    private const int Speed = 10;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= PauseMax ? dueTime / Speed : dueTime, period);
}
