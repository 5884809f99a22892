using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

public sealed partial class SimulationKernel
{
    private const int Abandoned = -1;

    // The first stack trace of a process may have to read its symbols from a slow disk.
    private static readonly TimeSpan StackMax = TimeSpan.FromSeconds(30);

    private const int GracesMax = 10;

    private readonly object _escapes = new();
    private bool _isEscaping;
    private Escape? _escape;
    private WaitTrace? _waits;
    private int _thread;

    private bool IsOffLoop
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _thread != Environment.CurrentManagedThreadId && _thread != 0;
    }

    /// <summary>Whether a run is under way.</summary>
    internal bool IsRunning => Volatile.Read(ref _thread) > 0;

    /// <summary>Whether this thread is the loop of a run under way.</summary>
    internal bool IsOnLoop => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    /// <summary>Whether a program left the loop, so that nothing more can be asked of this simulation.</summary>
    internal bool IsAbandoned => Volatile.Read(ref _thread) == Abandoned;

    /// <summary>Awaits that have not ended, oldest first; empty without <see cref="KernelOptions.TraceWaits"/>.</summary>
    internal IEnumerable<PendingWait> TracedWaits => _waits?.Pending.Where(wait => wait.Place.Length > 0) ?? [];

    /// <summary>Virtual time since the start, also of a simulation that is abandoned.</summary>
    internal TimeSpan ElapsedAtEnd => new(_now);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckThread()
    {
        if (IsOffLoop)
        {
            ThrowIfSpoiled();
            throw SimulationEscapedException.Now(RecordEscape());
        }
    }

    /// <summary>Whether the program has left the loop. Virtual time runs ahead of a real thread, so this gives one that is under way the time to show.</summary>
    internal bool HasEscaped() => AwaitEscape() is not null;

    /// <summary>Whether the caller is where it may be; if not, the run is told of the escape and the caller is not.</summary>
    internal bool StaysOnLoop()
    {
        if (IsOffLoop && !IsAbandoned)
        {
            RecordEscape();
        }

        return !IsOffLoop;
    }

    /// <exception cref="SimulationEscapedException">A program left the loop of an earlier run.</exception>
    internal void ThrowIfSpoiled()
    {
        if (_thread == Abandoned)
        {
            throw SimulationEscapedException.Before(_escape!);
        }
    }

    private void Occupy()
    {
        ThrowIfSpoiled();
        int there = Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0);
        if (there == Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException("This simulation runs already; await inside of it instead of running it again.");
        }

        if (there != 0)
        {
            throw new SimulationBusyException();
        }

        _waits = _options.TraceWaits ? new WaitTrace() : null;
    }

    private void Vacate()
    {
        _waits?.Dispose();
        _waits = null;
        _interrupt = null;
        _isEscaping = false;
        _thread = _thread == Abandoned ? Abandoned : 0;
    }

    private Escape RecordEscape(object? continuation = null)
    {
        lock (_escapes)
        {
            _isEscaping = true;
            Monitor.PulseAll(_escapes);
        }

        Escape escape = Escape.Now(continuation);
        object? before = Interrupt(escape);
        _outside?.Wake();
        lock (_escapes)
        {
            Monitor.PulseAll(_escapes);
        }

        return before as Escape ?? escape;
    }

    private InvalidOperationException Unfinished(ProgramRun run)
    {
        if (AwaitEscape() is { } escape)
        {
            return Spoil(escape);
        }

        List<PendingWait> waits = [run.Wait.Place.Length > 0 ? run.Wait : run.Wait with { Place = StackLines.UsersOwn(Environment.StackTrace) }];
        for (Process? process = _firstProcess; process is not null; process = process.After)
        {
            waits.Add(process.Wait);
        }

        waits.AddRange(TracedWaits);
        return new SimulationStalledException(Elapsed, ValueList.Create<PendingWait>([.. waits]), _options.TraceWaits);
    }

    private SimulationEscapedException Spoil(Escape escape)
    {
        Escape told = escape with { Start = escape.IsCall ? "" : StackLines.UsersOwn(Environment.StackTrace), Waits = TracedWaits.ToValueList() };
        (_escape, _thread) = (told, Abandoned);
        return SimulationEscapedException.Now(told);
    }

    private Escape? AwaitEscape()
    {
        lock (_escapes)
        {
            // A program that has just left may still be compiled, or wait for a processor, before anything of it shows: while the pool works, it is waited for longer.
            for (int waits = 0; _interrupt is null && !_isEscaping && (waits == 0 || (waits < GracesMax && IsPoolBusy())); waits++)
            {
                Monitor.Wait(_escapes, _options.EscapeGrace);
            }

            while (_interrupt is null && _isEscaping && Monitor.Wait(_escapes, StackMax))
            {
                // It was seen, and its stack is not known yet; another thread that escapes meanwhile wakes this one, too.
            }

            return _interrupt as Escape;
        }
    }

    private static bool IsPoolBusy()
    {
        ThreadPool.GetMaxThreads(out int most, out _);
        ThreadPool.GetAvailableThreads(out int idle, out _);
        return ThreadPool.PendingWorkItemCount > 0 || most - idle > (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }
}

/// <summary>Knows each async method on the loop that has not ended, and where it waits. It listens to the runtime's own
/// events about tasks, which are raised on the thread that awaits, so the stack is at hand.</summary>
internal sealed class WaitTrace : EventListener
{
    private const string TaskEvents = "System.Threading.Tasks.TplEventSource";

    // TplEventSource: Keywords.Tasks and Keywords.AsyncCausalityOperation.
    private const EventKeywords Keywords = (EventKeywords)(0x2 | 0x8);
    private const string Loop = $"{nameof(Scalewright)}.{nameof(Providers)}.{nameof(Simulation)}.{nameof(Kernel)}.{nameof(SimulationKernel)}.Loop(";
    private const int TaskWaitBegin = 10;
    private const int TraceOperationBegin = 14;
    private const int TraceOperationEnd = 15;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly SortedDictionary<int, (string Name, StackTrace Stack)> _pending = [];

    /// <summary>The async methods that have not ended, oldest first.</summary>
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
        // Other threads, and events that come before this object is whole.
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

    // What lies below the loop is where the run was started, whoever waits.
    private static string Describe(StackTrace stack) => string.Join(
        " < ",
        StackLines.Of(stack.ToString()).TakeWhile(line => !line.StartsWith(Loop, StringComparison.Ordinal)).Where(StackLines.IsUsersOwn));
}
