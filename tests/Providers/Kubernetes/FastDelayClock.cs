namespace Kubernetes.Tests;

internal sealed class FastDelayClock : TimeProvider
{
    // Timeouts are longer than any delay and are not shortened.
    public static readonly TimeSpan Deadline = TimeSpan.FromHours(1);

    private readonly ConcurrentQueue<TimeSpan> _pauses = [];

    public IReadOnlyCollection<TimeSpan> Pauses => _pauses;

    public KubernetesOptions Of(KubernetesOptions options) =>
        options with
        {
            Clock = this,
            CallTimeout = Deadline,
            WatchTimeout = Deadline,
            Random = new EvenChance(),
        };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isPause = dueTime >= TimeSpan.Zero && dueTime < Deadline;
        if (isPause)
        {
            _pauses.Enqueue(dueTime);
        }

        return base.CreateTimer(callback, state, isPause ? TimeSpan.Zero : dueTime, period);
    }
}
