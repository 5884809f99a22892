using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <content>Runs programs and executes events in order.</content>
public sealed partial class SimulationKernel
{
    private static readonly object Finished = new();

    private Process? _lastProcess;
    private Process? _firstProcess;
    private object? _interrupt;

    /// <summary>Starts an async program immediately and returns its task, which the caller must await.</summary>
    /// <param name="body">The program. Runs synchronously until its first await, and then on the loop.</param>
    public Task Start(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        CheckThread();
        Task task;
        using (new ContextScope(_context))
        {
            task = body();
        }

        return task;
    }

    /// <summary>
    /// Schedules an async program to start now, after all events that are due. Its failure ends the run, and a stall
    /// report lists it.
    /// </summary>
    /// <param name="name">Name for messages.</param>
    /// <param name="body">The program.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="member">Supplied by the compiler.</param>
    public void Spawn(
        string name,
        Func<Task> body,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string member = ""
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        Process process = new(this, body, name, new SourceLocation(file, line, member));
        Schedule(Now, process);
        Watch(process);
    }

    /// <summary>Runs until no events are left.</summary>
    /// <exception cref="SimulationEscapedException">The program left the loop.</exception>
    /// <exception cref="SimulationRunawayException">The run took more steps than allowed.</exception>
    public void Run() => Loop(long.MaxValue, null);

    /// <summary>Runs the events that are due within a time, and advances the clock by it.</summary>
    /// <param name="time">Duration, 0 or more.</param>
    /// <inheritdoc cref="Run()"/>
    public void RunFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long end = time.Ticks <= long.MaxValue - Now ? _now + time.Ticks : long.MaxValue;
        Loop(end, null);
        _now = Math.Max(_now, end);
    }

    /// <summary>Runs a program until it completes, and rethrows its exception. Keeps other events scheduled.</summary>
    /// <param name="program">The program. Runs entirely on the loop.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="member">Supplied by the compiler.</param>
    /// <exception cref="SimulationStalledException">No events are left, but the program has not completed.</exception>
    /// <inheritdoc cref="Run()"/>
    public void Run(
        Func<Task> program,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string member = ""
    )
    {
        ArgumentNullException.ThrowIfNull(program);
        ProgramRun run = new(this, program, new SourceLocation(file, line, member));
        Loop(long.MaxValue, run);
        run.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs a program until it completes, and returns its result.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <inheritdoc cref="Run(Func{Task}, string, int, string)"/>
    public T Run<T>(
        Func<Task<T>> program,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string member = ""
    )
    {
        ArgumentNullException.ThrowIfNull(program);
        T? result = default;
        Run(CaptureAsync, file, line, member);
        return result!;

        async Task CaptureAsync() => result = await program();
    }

    /// <summary>Calls an action after the current step, unless the run ends first. Any thread may call it.</summary>
    internal void CallSoon(Action action) => Interrupt(action);

    /// <summary>Returns from the loop after the current step.</summary>
    internal void Finish() => Interrupt(Finished);

    /// <summary>Throws from the loop after the current step.</summary>
    internal void Fail(ExceptionDispatchInfo failure) => Interrupt(failure);

    internal bool EndsRun(Exception failure)
    {
        Fail(ExceptionDispatchInfo.Capture(failure));
        return true;
    }

    internal void Unwatch(Process process)
    {
        _ = process.Before is { } before ? before.After = process.After : _firstProcess = process.After;
        _ = process.After is { } after ? after.Before = process.Before : _lastProcess = process.Before;
    }

    // The first reason wins. Other threads may set a reason at any time.
    private object? Interrupt(object reason) => Interlocked.CompareExchange(ref _interrupt, reason, null);

    private void Watch(Process process)
    {
        process.Before = _lastProcess;
        _ = _lastProcess is { } last ? last.After = process : _firstProcess = process;
        _lastProcess = process;
    }

    private void Loop(long limit, ProgramRun? run)
    {
        Occupy();
        try
        {
            if (run is not null)
            {
                Schedule(_now, run);
            }

            using ContextScope scope = new(_context);
            do
            {
                while (_interrupt is null && Step(limit))
                {
                    // Step has executed one event.
                }
            } while (TakesCall());

            End(run);
        }
        finally
        {
            Vacate();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Step(long limit)
    {
        if (BackgroundCount > 0 && limit == long.MaxValue && _wheel.Count <= BackgroundCount)
        {
            return false;
        }

        object? target = _wheel.TryTake(limit, out long time);
        if (target is null)
        {
            return false;
        }

        _now = time;
        if (++_steps > _options.MaxSteps)
        {
            throw new SimulationRunawayException(Elapsed, _steps - 1);
        }

        if (_options.IsTraceHashEnabled)
        {
            _hash = _hash.Add(_steps, 0, 0, time);
            if (_options.IsWaitTracingEnabled && _stepTimes.Count < MaxStepTimes)
            {
                _stepTimes.Add(TimeSpan.FromTicks(time));
            }
        }

        if (target.GetType() == typeof(Action))
        {
            Unsafe.As<Action>(target)();
        }
        else
        {
            Unsafe.As<KernelEvent>(target).Execute();
        }

        return true;
    }

    private bool TakesCall()
    {
        if (_interrupt is not Action call)
        {
            return false;
        }

        _interrupt = null;
        call();
        return true;
    }

    private void End(ProgramRun? run)
    {
        object? interrupt = Interlocked.Exchange(ref _interrupt, null);
        switch (interrupt)
        {
            case SchedulerLeak escape:
                throw Spoil(escape);
            case ExceptionDispatchInfo failure:
                failure.Throw();
                break;
            case null or Action when run is not null:
                throw Unfinished(run);
        }
    }
}
