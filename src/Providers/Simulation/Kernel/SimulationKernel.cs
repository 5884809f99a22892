using System.Runtime.CompilerServices;
using Scalewright.Recording;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Single-threaded discrete-event simulation, ordered by (time, sequence), with ticks of 100 ns.</summary>
/// <remarks>
/// During a run, only the kernel's own loop may call it. A call from another thread throws
/// <see cref="SimulationEscapedException"/>, and so does the run. Before and after a run, one thread at a time may call
/// it. Kernels share no state and may run in parallel.
/// </remarks>
/// <example>
/// Simulates a backup of the database that starts after an hour, without a cluster:
/// <code>
/// SimulationKernel kernel = new(new KernelOptions { Seed = 42 });
/// kernel.Spawn("backup", async () =>
/// {
///     await Task.Delay(TimeSpan.FromHours(1), kernel.Clock);
///     Console.WriteLine($"the backup starts after {kernel.Elapsed}");
///     await kernel.Delay(TimeSpan.FromMinutes(30));
/// });
/// kernel.Run();
/// Console.WriteLine($"the backup ended after {kernel.Elapsed}");
/// </code>
/// </example>
public sealed partial class SimulationKernel
{
    private const int MaxStepTimes = 1_000_000;

    private readonly TimingWheel _wheel;
    private readonly List<TimeSpan> _stepTimes = [];
    private readonly KernelContext _context;
    private readonly KernelOptions _options;
    private long _now;
    private long _steps;
    private TraceHash _hash = TraceHash.Empty;
    private PostedCall? _unusedCalls;

    /// <summary>Creates an empty simulation at tick 0.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    public SimulationKernel(KernelOptions? options = null)
    {
        _options = options ?? new KernelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxSteps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.EscapeGracePeriod, TimeSpan.Zero);
        Recorder = _options.IsRecordingEnabled ? new EventRecorder(() => (new TimeSpan(_now), _steps)) : null;
        _wheel = new TimingWheel(Recorder);
        _context = new KernelContext(this);
        Clock = new VirtualClock(this, _options.Epoch);
        RandomStreams = new RandomStreams(_options.Seed);
    }

    /// <summary>Clock for code that uses a <see cref="TimeProvider"/>.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Events of the simulated system; null if nothing is recorded.</summary>
    internal EventRecorder? Recorder { get; }

    /// <summary>Random streams of this simulation.</summary>
    public RandomStreams RandomStreams { get; }

    /// <summary>Ticks of 100 ns since the start.</summary>
    /// <exception cref="SimulationEscapedException">Called off the loop of a running simulation.</exception>
    public long Now
    {
        get
        {
            CheckThread();
            return _now;
        }
    }

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Elapsed => new(Now);

    /// <summary>Number of events that have fired.</summary>
    public long Steps => _steps;

    /// <summary>Number of events that are scheduled.</summary>
    public int PendingCount => _wheel.Count;

    /// <summary>Number of scheduled events that do not keep a run alive.</summary>
    internal int BackgroundCount { get; set; }

    /// <summary>Hash of the trace so far. See <see cref="Trace"/> and
    /// <see cref="KernelOptions.IsTraceHashEnabled"/>.</summary>
    public TraceHash TraceHash => _hash;

    /// <summary>Time of each step since the start, the first million, with
    /// <see cref="KernelOptions.IsTraceHashEnabled"/> and <see cref="KernelOptions.IsWaitTracingEnabled"/>.</summary>
    internal IReadOnlyList<TimeSpan> StepTimes => _stepTimes;

    /// <summary>Returns a delay without allocation: <c>await kernel.Delay(time)</c>.</summary>
    /// <param name="time">Duration, 0 or more; 0 yields to all events that are due now.</param>
    public VirtualDelay Delay(TimeSpan time) => Delay(time.Ticks);

    /// <summary>Returns a delay in ticks, without allocation.</summary>
    /// <param name="ticks">Number of ticks, 0 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VirtualDelay Delay(long ticks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ticks);
        return new VirtualDelay(this, ticks);
    }

    /// <summary>Schedules a callback.</summary>
    /// <param name="time">Ticks since the start, not in the past.</param>
    /// <param name="action">The callback. An exception ends the run.</param>
    /// <exception cref="SimulationEscapedException">Called off the loop of a running simulation.</exception>
    public EventHandle Schedule(long time, Action action) => Add(time, action);

    /// <summary>Schedules an event. The same object may be scheduled again, also while it is scheduled.</summary>
    /// <inheritdoc cref="Schedule(long, Action)"/>
    /// <param name="time">Ticks since the start, not in the past.</param>
    /// <param name="target">The event.</param>
    public EventHandle Schedule(long time, KernelEvent target) => Add(time, target);

    /// <summary>Cancels an event.</summary>
    /// <returns>False when it has fired or was canceled before.</returns>
    public bool Cancel(EventHandle handle)
    {
        CheckThread();
        return _wheel.Cancel(handle);
    }

    /// <summary>Adds an event of the program to <see cref="TraceHash"/>, with step and time.</summary>
    /// <param name="actor">Number of the actor, chosen by the caller.</param>
    /// <param name="code">Number of the event, chosen by the caller.</param>
    public void Trace(int actor, int code)
    {
        CheckThread();
        _hash = _hash.Add(_steps, actor, code, _now);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal EventHandle ScheduleAfter(long ticks, object target)
    {
        CheckThread();
        return _wheel.Add(ticks <= long.MaxValue - _now ? _now + ticks : long.MaxValue, target);
    }

    internal void Post(SendOrPostCallback callback, object? state)
    {
        if (IsOffLoop)
        {
            // An exception thrown here would end the process; the loop reports the escape instead.
            RecordEscape(state is ProcessCall held ? held.State : state);
            return;
        }

        PostedCall call = _unusedCalls ?? new PostedCall(this);
        _unusedCalls = call.Next;
        call.Fill(callback, state);
        _wheel.Add(_now, call);
    }

    internal void Recycle(PostedCall call)
    {
        call.Next = _unusedCalls;
        _unusedCalls = call;
    }

    private EventHandle Add(long time, object target)
    {
        ArgumentNullException.ThrowIfNull(target);
        CheckThread();
        ArgumentOutOfRangeException.ThrowIfLessThan(time, _now);
        return _wheel.Add(time, target);
    }
}

/// <summary>Resumes every plain await of the simulated program on the kernel's loop, in order of completion.</summary>
internal sealed class KernelContext(SimulationKernel kernel) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => kernel.Post(d, state);

    public override void Send(SendOrPostCallback d, object? state)
    {
        kernel.CheckThread();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>Reusable callback posted to the loop.</summary>
internal sealed class PostedCall(SimulationKernel kernel) : KernelEvent
{
    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>Next unused instance.</summary>
    public PostedCall? Next { get; set; }

    public void Fill(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    protected internal override void Execute()
    {
        (SendOrPostCallback callback, object? state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        kernel.Recycle(this);
        callback(state);
    }
}
