using System.Runtime.CompilerServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>A discrete-event simulation on one thread: events in order of (time, sequence), time in ticks of 100 ns.</summary>
/// <remarks>
/// While it runs, only its own loop may call it; any other thread gets a <see cref="SimulationEscapedException"/>, and so
/// does the run. Before and after a run, one thread at a time may. Two kernels share nothing and may run side by side.
/// </remarks>
public sealed partial class SimulationKernel
{
    private readonly TimingWheel _wheel = new();
    private readonly KernelContext _context;
    private readonly KernelOptions _options;
    private long _now;
    private long _steps;
    private TraceHash _hash = TraceHash.Empty;
    private PostedCall? _unusedCalls;

    /// <summary>A simulation at tick 0 with nothing in it.</summary>
    /// <param name="options">How it runs; null: the defaults.</param>
    public SimulationKernel(KernelOptions? options = null)
    {
        _options = options ?? new KernelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.StepsMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.EscapeGrace, TimeSpan.Zero);
        _context = new KernelContext(this);
        Clock = new VirtualClock(this, _options.Epoch);
        Chance = new ChanceStreams(_options.Seed);
    }

    /// <summary>The time for code that takes a <see cref="TimeProvider"/>.</summary>
    public VirtualClock Clock { get; }

    /// <summary>All chance of this simulation.</summary>
    public ChanceStreams Chance { get; }

    /// <summary>Ticks of 100 ns since the start.</summary>
    /// <exception cref="SimulationEscapedException">Asked off the loop of a running simulation.</exception>
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

    /// <summary>Events that have fired.</summary>
    public long Steps => _steps;

    /// <summary>Events that wait for their time.</summary>
    public int PendingCount => _wheel.Count;

    /// <summary>How many of them nobody waits for: when no others are left, nothing is left to happen.</summary>
    internal int BackgroundCount { get; set; }

    /// <summary>What has been traced so far: see <see cref="Trace"/> and <see cref="KernelOptions.HashSteps"/>.</summary>
    public TraceHash TraceHash => _hash;

    /// <summary>A wait that allocates nothing: <c>await kernel.Delay(time)</c>.</summary>
    /// <param name="time">0 or more; 0 lets everything go first that is due now.</param>
    public Delay Delay(TimeSpan time) => Delay(time.Ticks);

    /// <summary>A wait in ticks that allocates nothing.</summary>
    /// <param name="ticks">0 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Delay Delay(long ticks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ticks);
        return new Delay(this, ticks);
    }

    /// <summary>Calls back at a time.</summary>
    /// <param name="time">Ticks since the start, not before now.</param>
    /// <param name="action">What to do; an exception from it ends the run.</param>
    /// <exception cref="SimulationEscapedException">Called off the loop of a running simulation.</exception>
    public EventHandle Schedule(long time, Action action) => Add(time, action);

    /// <summary>Fires an event at a time; the same object may be scheduled again, also while it waits.</summary>
    /// <inheritdoc cref="Schedule(long, Action)"/>
    /// <param name="time">Ticks since the start, not before now.</param>
    /// <param name="target">The event.</param>
    public EventHandle Schedule(long time, KernelEvent target) => Add(time, target);

    /// <summary>Takes an event back.</summary>
    /// <returns>False when it has fired or was taken back before.</returns>
    public bool Cancel(EventHandle handle)
    {
        CheckThread();
        return _wheel.Cancel(handle);
    }

    /// <summary>Adds something that happened to <see cref="TraceHash"/>, with the step and the time.</summary>
    /// <param name="actor">Who, as a number of the caller's choice.</param>
    /// <param name="code">What, as a number of the caller's choice.</param>
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
            // Thrown here, an exception would end the whole process; the loop reports the escape instead.
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

/// <summary>Brings every plain await of the simulated program back to the kernel's loop, in the order it was ready.</summary>
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

/// <summary>A callback posted to the loop; used again once it has run.</summary>
internal sealed class PostedCall(SimulationKernel kernel) : KernelEvent
{
    private SendOrPostCallback? _callback;
    private object? _state;

    /// <summary>The next one that is out of use.</summary>
    public PostedCall? Next { get; set; }

    public void Fill(SendOrPostCallback callback, object? state) => (_callback, _state) = (callback, state);

    protected internal override void Occur()
    {
        (SendOrPostCallback callback, object? state) = (_callback!, _state);
        (_callback, _state) = (null, null);
        kernel.Recycle(this);
        callback(state);
    }
}
