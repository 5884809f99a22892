namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Timer in virtual time. A periodic timer does not drift: each period starts when the last was due.</summary>
/// <param name="isBackground">True if the timer does not keep a run alive.</param>
internal sealed class VirtualTimer(SimulationKernel kernel, TimerCallback callback, object? state, bool isBackground = false)
    : KernelEvent,
        ITimer
{
    private static readonly ContextCallback Call = static timer => ((VirtualTimer)timer!).Invoke();

    [SuppressMessage("Usage", "CA2213", Justification = "The context belongs to whoever made the timer.")]
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly int _maker = Environment.CurrentManagedThreadId;
    private EventHandle _event = EventHandle.None;
    private long _period;
    private bool _disposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        kernel.CheckThread();
        if (_disposed)
        {
            return false;
        }

        Set(dueTime, period);
        return true;
    }

    public void Set(TimeSpan dueTime, TimeSpan period)
    {
        long due = GetTicks(dueTime, nameof(dueTime));
        _period = GetTicks(period, nameof(period));
        Unschedule();
        _event = due < 0 ? EventHandle.None : ScheduleAfter(due);
    }

    /// <summary>
    /// True if the caller may dispose the timer. A finalizer, for example of a <see cref="PeriodicTimer"/> of a killed
    /// program, runs at any time on its own thread and must change nothing.
    /// </summary>
    public bool IsInReach => kernel.IsOnLoop || (!kernel.IsRunning && _maker == Environment.CurrentManagedThreadId);

    public void Dispose()
    {
        if (_disposed || !IsInReach)
        {
            return;
        }

        Unschedule();
        _disposed = true;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    protected internal override void Execute()
    {
        Count(-1);
        _event = _period > 0 ? ScheduleAfter(_period) : EventHandle.None;
        if (_context is null)
        {
            Invoke();
            return;
        }

        ExecutionContext.Run(_context, Call, this);
    }

    private EventHandle ScheduleAfter(long ticks)
    {
        Count(1);
        return kernel.ScheduleAfter(ticks, this);
    }

    private void Unschedule()
    {
        if (kernel.Cancel(_event))
        {
            Count(-1);
        }
    }

    private void Count(int by) => kernel.BackgroundCount += isBackground ? by : 0;

    private void Invoke() => callback(state);

    private static long GetTicks(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return -1;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
        return time.Ticks;
    }
}
