using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A host that programs run on. It can be frozen, and its program killed; then the next program is another process.</summary>
internal sealed class Controller
{
    private readonly World _world;
    private ProcessContext _process;
    private TaskCompletionSource _killed = new();

    public Controller(World world, string host)
    {
        (_world, Host) = (world, host);
        _process = new ProcessContext(world.Kernel);
        MachineClock = new MachineClock(world.Kernel);
        Clock = new ControllerClock(world, this);
        Chance = world.Kernel.Chance[$"controller/{host}"];
    }

    public string Host { get; }

    public TimeProvider Clock { get; }

    public Random Chance { get; }

    /// <summary>The clock of the process of now.</summary>
    public MachineClock MachineClock { get; private set; }

    /// <summary>How often its process was killed; what an earlier one opened is closed.</summary>
    public int KillCount { get; private set; }

    public async Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken)
    {
        SimulationKernel kernel = _world.Kernel;
        using CancellationTokenSource ending = new();
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => EndSoon(kernel, ending), null);
        if (kernel.IsOnLoop)
        {
            await RunHereAsync(program, ending.Token);
            return;
        }

        kernel.Run(() => RunHereAsync(program, ending.Token));
    }

    /// <summary>Ends the process at once, wherever it waits.</summary>
    public void Kill()
    {
        KillCount++;
        _process.End();
        MachineClock.Stop();
        _process = new ProcessContext(_world.Kernel);
        MachineClock = new MachineClock(_world.Kernel) { Offset = MachineClock.Offset, Lateness = MachineClock.Lateness };
        _world.Network.Crash(Host);
        _world.Network.Start(Host);
        (TaskCompletionSource killed, _killed) = (_killed, new TaskCompletionSource());
        killed.SetResult();
    }

    public void Freeze()
    {
        _process.Freeze();
        MachineClock.Freeze();
    }

    public void Thaw()
    {
        _process.Thaw();
        MachineClock.Thaw();
    }

    private async Task RunHereAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken)
    {
        Task killed = _killed.Task;
        Task run = _process.Start(() => program(cancellationToken));
        if (await Task.WhenAny(run, killed) != run)
        {
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
