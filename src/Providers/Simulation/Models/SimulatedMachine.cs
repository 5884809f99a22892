using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Providers.Simulation.Models;

/// <summary>A machine that boots, fails and freezes as its model says, with a clock of its own for each boot.</summary>
public sealed class SimulatedMachine
{
    private readonly SimulationKernel _kernel;
    private readonly MachineModel _model;
    private readonly StableRandom _ordinary;
    private readonly StableRandom _faults;
    private int _bootCount;

    /// <summary>A machine that is off.</summary>
    /// <param name="kernel">The simulation.</param>
    /// <param name="name">Its name; chance for it is drawn from streams of that name.</param>
    /// <param name="model">How it behaves; null: <see cref="MachineModel.Default"/>.</param>
    public SimulatedMachine(SimulationKernel kernel, string name, MachineModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_kernel, Name, _model) = (kernel, name, model ?? MachineModel.Default);
        _ordinary = kernel.Chance[$"machine/{name}"];
        _faults = kernel.Chance[$"{ChanceStreams.Faults}/machine/{name}"];
        Clock = MakeClock();
    }

    /// <summary>Called on each change, with the state before.</summary>
    public Action<SimulatedMachine, MachineState>? OnChange { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is doing.</summary>
    public MachineState State { get; private set; }

    /// <summary>The clock of this boot. That of an earlier one stands still for good.</summary>
    public MachineClock Clock { get; private set; }

    /// <summary>How often it was started; tells the programs of one boot from those of another.</summary>
    public int BootCount => _bootCount;

    /// <summary>Starts it, and waits until it runs or has failed to.</summary>
    /// <returns>Whether it runs.</returns>
    /// <exception cref="InvalidOperationException">It is neither off nor failed.</exception>
    public async Task<bool> BootAsync()
    {
        if (State is not (MachineState.Off or MachineState.Failed))
        {
            throw new InvalidOperationException($"{Name} is {State}; turn it off first.");
        }

        int boot = ++_bootCount;
        Clock.Stop();
        Clock = MakeClock();
        Enter(MachineState.Booting);
        await _kernel.Delay(_model.Boot.Draw(_ordinary));
        if (boot != _bootCount || State != MachineState.Booting)
        {
            return false;
        }

        Enter(_faults.NextChance(_model.BootFailure) ? MachineState.Failed : MachineState.Running);
        if (State == MachineState.Running)
        {
            ScheduleFate(_model.Life, boot, Fail);
            ScheduleFreeze(boot);
        }

        return State == MachineState.Running;
    }

    /// <summary>Breaks it: its timers never fire again.</summary>
    public void Fail() => End(MachineState.Failed);

    /// <summary>Turns it off at once: its timers never fire again.</summary>
    public void TurnOff() => End(MachineState.Off);

    /// <summary>Lets it stand still; does nothing unless it runs.</summary>
    public void Freeze()
    {
        if (State == MachineState.Running)
        {
            Clock.Freeze();
            Enter(MachineState.Frozen);
        }
    }

    /// <summary>Lets it go on; does nothing unless it is frozen.</summary>
    public void Thaw()
    {
        if (State == MachineState.Frozen)
        {
            Clock.Thaw();
            Enter(MachineState.Running);
        }
    }

    private void End(MachineState state)
    {
        if (State is MachineState.Off || State == state)
        {
            return;
        }

        Clock.Stop();
        Enter(state);
    }

    private void ScheduleFreeze(int boot) => ScheduleFate(_model.Freeze, boot, () =>
    {
        Freeze();
        ScheduleFate(_model.Frozen, boot, () =>
        {
            Thaw();
            ScheduleFreeze(boot);
        });
    });

    private void ScheduleFate(DurationModel? after, int boot, Action fate)
    {
        if (after is null)
        {
            return;
        }

        _kernel.ScheduleAfter(after.Draw(_faults).Ticks, (Action)(() =>
        {
            if (boot == _bootCount && State is MachineState.Running or MachineState.Frozen)
            {
                fate();
            }
        }));
    }

    private void Enter(MachineState state)
    {
        MachineState before = State;
        State = state;
        OnChange?.Invoke(this, before);
    }

    private MachineClock MakeClock()
    {
        TimeSpan skew = _model.Skew.Draw(_faults);
        return new MachineClock(_kernel)
        {
            Offset = _faults.Next(2) == 0 ? skew : -skew,
            DriftPartsPerMillion = _model.DriftPartsPerMillion,
        };
    }
}
