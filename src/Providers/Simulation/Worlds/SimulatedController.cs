using Scalewright.Journals;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Host of programs. Can be frozen. After a kill, the next program runs in a new process.</summary>
internal sealed class SimulatedController
{
    private readonly World _world;
    private readonly OverlayStack<DurationModel> _lateness;
    private ProcessContext _process;
    private int _freezeCount;
    private TaskCompletionSource _killed = new();

    public SimulatedController(World world, string host)
    {
        (_world, Host) = (world, host);
        _process = new ProcessContext(world.Kernel);
        MachineClock = new MachineClock(world.Kernel, host);
        _lateness = new OverlayStack<DurationModel>(DurationModel.Zero, delay => MachineClock.TimerDelay = delay);
        Clock = new ControllerClock(world, this);
        Files = new ControllerFiles(world, this);
        Operations = new ProcessOperations(world.Operations);
        Random = world.Kernel.RandomStreams[$"controller/{host}"];
    }

    public string Host { get; }

    public TimeProvider Clock { get; }

    public Random Random { get; }

    public IFileSystem Files { get; }

    /// <summary>Operations of the current process.</summary>
    public ProcessOperations Operations { get; private set; }

    public LockHolder LockHolder =>
        new()
        {
            User = SimulationProvider.Kind,
            Host = Host,
            ProcessId = KillCount + 1,
        };

    public MachineClock MachineClock { get; private set; }

    /// <summary>Number of kills. Files that a killed process had open are closed.</summary>
    public int KillCount { get; private set; }

    public async Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken)
    {
        SimulationKernel kernel = _world.Kernel;
        if (_world.Paced is { } paced && !kernel.IsOnLoop)
        {
            await paced.RunAsync(token => RunHereAsync(program, token), cancellationToken);
            return;
        }

        using CancellationTokenSource ending = new();
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => EndSoon(kernel, ending), null);
        if (kernel.IsOnLoop)
        {
            await RunHereAsync(program, ending.Token);
            return;
        }

        // Omits this source line, which does not help users; the stack contains the caller.
        try
        {
            kernel.Run(() => RunHereAsync(program, ending.Token), file: "");
        }
        finally
        {
            _world.Locks.ReleaseAll();
        }

        SimulationLog.RunEnded(_world.Logger, kernel.ElapsedAtEnd, kernel.Steps);
    }

    /// <summary>Kills the process immediately, at any await.</summary>
    public void Kill()
    {
        _world.Recording?.RecordKill(this);
        KillCount++;
        _freezeCount = 0;
        _process.End();
        Operations.EndAll();
        Operations = new ProcessOperations(_world.Operations);
        MachineClock.Stop();
        _process = new ProcessContext(_world.Kernel);
        MachineClock = new MachineClock(_world.Kernel, $"{Host}/{KillCount}")
        {
            Offset = MachineClock.Offset,
            TimerDelay = MachineClock.TimerDelay,
        };
        _world.Network.Crash(Host);
        _world.Network.Start(Host);
        (TaskCompletionSource killed, _killed) = (_killed, new TaskCompletionSource());
        killed.SetResult();
    }

    /// <summary>Freezes the process until all freezes have ended. Returns the action that ends this freeze.</summary>
    public Action Freeze()
    {
        _freezeCount++;
        _process.Freeze();
        MachineClock.Freeze();
        _world.Network.Freeze(Host);
        int kills = KillCount;
        return () => Thaw(kills);
    }

    public Action DelayTimers(DurationModel by) => _lateness.Add(_ => by);

    private void Thaw(int kills)
    {
        if (kills == KillCount && --_freezeCount == 0)
        {
            _process.Thaw();
            MachineClock.Thaw();
            _world.Network.Thaw(Host);
        }
    }

    private async Task RunHereAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken)
    {
        Task killed = _killed.Task;

        // Awaited inside: a program that only returns Task.Delay would end on the canceling thread.
        Task run = _process.Start(async () => await program(cancellationToken));
        if (await Task.WhenAny(run, killed) != run)
        {
            SimulationLog.ProgramKilled(_world.Logger, Host, _world.Kernel.Elapsed);
            throw new ControllerKilledException(Host, _world.Kernel.Elapsed);
        }

        await run;
    }

    private static void EndSoon(SimulationKernel kernel, CancellationTokenSource ending)
    {
        if (kernel.IsRunning && !kernel.IsOnLoop)
        {
            kernel.CallSoon(ending.Cancel);
            return;
        }

        ending.Cancel();
    }
}

/// <summary>
/// Clock of the programs of a controller, across processes. One-shot timers are allowed only while time advances, since
/// they would otherwise never fire. Periodic timers wait for the next run.
/// </summary>
internal sealed class ControllerClock : TimeProvider, IBackgroundClock
{
    private readonly World _world;
    private readonly SimulatedController _controller;
    private readonly bool _isBackground;

    public ControllerClock(World world, SimulatedController controller)
        : this(world, controller, isBackground: false) => Background = new ControllerClock(world, controller, isBackground: true);

    private ControllerClock(World world, SimulatedController controller, bool isBackground)
    {
        (_world, _controller, _isBackground) = (world, controller, isBackground);
        Background = this;
    }

    public TimeProvider Background { get; }

    public override long TimestampFrequency => _controller.MachineClock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => _controller.MachineClock.LocalTimeZone;

    public override long GetTimestamp() => _controller.MachineClock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _controller.MachineClock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period > TimeSpan.Zero)
        {
            // Never rejected: a PeriodicTimer whose timer throws is half-initialized, and its finalizer ends the
            // process.
            return _world.Kernel.StaysOnLoop()
                ? _controller.MachineClock.CreateTimer(callback, state, dueTime, period, _isBackground)
                : new StillTimer();
        }

        _world.RequireRun("A timer of its clock");
        return _controller.MachineClock.CreateTimer(callback, state, dueTime, period, _isBackground);
    }
}

/// <summary>Timer that never fires, for callers off the loop that cannot get an exception.</summary>
internal sealed class StillTimer : ITimer
{
    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new OutsideSimulationException("A timer of its clock");

    public void Dispose() { }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
