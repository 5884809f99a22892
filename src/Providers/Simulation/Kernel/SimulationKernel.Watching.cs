using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <content>Detection of code that leaves the loop, and of runs that stall.</content>
public sealed partial class SimulationKernel
{
    private const int Abandoned = -1;

    // The first stack trace of a process may have to read its symbols from a slow disk.
    private static readonly TimeSpan MaxStack = TimeSpan.FromSeconds(30);

    private const int MaxGraces = 10;

    private readonly object _escapes = new();
    private bool _isEscaping;
    private SchedulerLeak? _escape;
    private WaitTrace? _waits;
    private int _thread;

    private bool IsOffLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _thread != Environment.CurrentManagedThreadId && _thread != 0;
    }

    internal bool IsRunning => Volatile.Read(ref _thread) > 0;

    internal bool IsOnLoop => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    /// <summary>True if a program left the loop, so the simulation can no longer be used.</summary>
    internal bool IsAbandoned => Volatile.Read(ref _thread) == Abandoned;

    /// <summary>Incomplete awaits, oldest first; empty without
    /// <see cref="KernelOptions.IsWaitTracingEnabled"/>.</summary>
    internal IEnumerable<PendingWait> TracedWaits => _waits?.Pending.Where(wait => wait.Location.Length > 0) ?? [];

    /// <summary>Virtual time since the start, also of an abandoned simulation.</summary>
    internal TimeSpan ElapsedAtEnd => new(_now);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckThread()
    {
        if (IsOffLoop)
        {
            ThrowIfInvalid();
            throw SimulationEscapedException.Now(RecordEscape());
        }
    }

    /// <summary>Returns true if the program left the loop. Waits, since real threads lag virtual time.</summary>
    internal bool HasEscaped() => AwaitEscape() is not null;

    /// <summary>
    /// Returns true if the caller is on the loop. Otherwise reports the escape to the run, not to the caller.
    /// </summary>
    internal bool StaysOnLoop()
    {
        if (IsOffLoop && !IsAbandoned)
        {
            RecordEscape();
        }

        return !IsOffLoop;
    }

    internal void ThrowIfInvalid()
    {
        if (_thread == Abandoned)
        {
            throw SimulationEscapedException.Before(_escape!);
        }
    }

    private void Occupy()
    {
        ThrowIfInvalid();
        int owner = Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0);
        if (owner == Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                "The simulation is already running; await inside the current run instead of starting another one."
            );
        }

        if (owner != 0)
        {
            throw new SimulationBusyException();
        }

        _waits = _options.IsWaitTracingEnabled ? new WaitTrace() : null;
    }

    private void Vacate()
    {
        _waits?.Dispose();
        _waits = null;
        _interrupt = null;
        _isEscaping = false;
        _thread = _thread == Abandoned ? Abandoned : 0;
    }

    private SchedulerLeak RecordEscape(object? continuation = null)
    {
        lock (_escapes)
        {
            _isEscaping = true;
            Monitor.PulseAll(_escapes);
        }

        SchedulerLeak escape = SchedulerLeak.Now(continuation);
        object? before = Interrupt(escape);
        _outside?.Wake();
        lock (_escapes)
        {
            Monitor.PulseAll(_escapes);
        }

        return before as SchedulerLeak ?? escape;
    }

    private InvalidOperationException Unfinished(ProgramRun run)
    {
        if (AwaitEscape() is { } escape)
        {
            return Spoil(escape);
        }

        List<PendingWait> waits =
        [
            run.Wait.Location.Length > 0 ? run.Wait : run.Wait with { Location = StackLines.UsersOwn(Environment.StackTrace) },
        ];
        for (Process? process = _firstProcess; process is not null; process = process.After)
        {
            waits.Add(process.Wait);
        }

        waits.AddRange(TracedWaits);
        return new SimulationStalledException(Elapsed, ValueList.Create<PendingWait>([.. waits]), _options.IsWaitTracingEnabled);
    }

    private SimulationEscapedException Spoil(SchedulerLeak escape)
    {
        SchedulerLeak located = escape with
        {
            Start = escape.IsCall ? "" : StackLines.UsersOwn(Environment.StackTrace),
            Waits = TracedWaits.ToValueList(),
        };
        (_escape, _thread) = (located, Abandoned);
        return SimulationEscapedException.Now(located);
    }

    private SchedulerLeak? AwaitEscape()
    {
        lock (_escapes)
        {
            // A program that just left may still wait for compilation or for a processor. Waits longer while the pool
            // is busy.
            for (int waits = 0; _interrupt is null && !_isEscaping && (waits == 0 || (waits < MaxGraces && IsPoolBusy())); waits++)
            {
                Monitor.Wait(_escapes, _options.EscapeGracePeriod);
            }

            while (_interrupt is null && _isEscaping && Monitor.Wait(_escapes, MaxStack))
            {
                // The escape was seen, but its stack is not known yet. Other threads that escape also wake this one.
            }

            return _interrupt as SchedulerLeak;
        }
    }

    private static bool IsPoolBusy()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int idle, out _);
        return ThreadPool.PendingWorkItemCount > 0 || most - idle > (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }
}

/// <summary>
/// Tracks incomplete async methods on the loop and where they wait. Uses the task events of the runtime, which are
/// raised on the awaiting thread, so its stack is available.
/// </summary>
internal sealed class WaitTrace : EventListener
{
    /// <summary>Separates the frames of a location, innermost first.</summary>
    public const string Caller = " < ";

    private const string TaskEvents = "System.Threading.Tasks.TplEventSource";

    // TplEventSource: Keywords.Tasks and Keywords.AsyncCausalityOperation.
    private const EventKeywords Keywords = (EventKeywords)(0x2 | 0x8);
    private const string Loop =
        $"{nameof(Scalewright)}.{nameof(Providers)}.{nameof(Simulation)}.{nameof(Kernel)}.{nameof(SimulationKernel)}.Loop(";
    private const int TaskWaitBegin = 10;
    private const int TraceOperationBegin = 14;
    private const int TraceOperationEnd = 15;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SortedDictionary<int, (string Name, StackTrace Stack)> _pending = [];

    /// <summary>Incomplete async methods, oldest first.</summary>
    public IEnumerable<PendingWait> Pending => _pending.Values.Select(wait => new PendingWait(wait.Name, Describe(wait.Stack)));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == TaskEvents)
        {
            EnableEvents(eventSource, EventLevel.Informational, Keywords);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Events of other threads, and those raised before this object is initialized.
        if (_pending is null || Environment.CurrentManagedThreadId != _thread || eventData.Payload is not { } payload)
        {
            return;
        }

        switch (eventData.EventId)
        {
            case TraceOperationBegin:
                _pending[(int)payload[0]!] = ((string)payload[1]!, new StackTrace(fNeedFileInfo: true));
                break;
            case TaskWaitBegin when _pending.TryGetValue((int)payload[4]!, out (string Name, StackTrace Stack) wait):
                _pending[(int)payload[4]!] = (wait.Name, new StackTrace(fNeedFileInfo: true));
                break;
            case TraceOperationEnd:
                _pending.Remove((int)payload[0]!);
                break;
        }
    }

    // Frames below the loop are the same for all waits: they show where the run was started.
    private static string Describe(StackTrace stack) =>
        string.Join(
            Caller,
            StackLines
                .Split(stack.ToString())
                .TakeWhile(line => !line.StartsWith(Loop, StringComparison.Ordinal))
                .Where(StackLines.IsUsersOwn)
        );
}
