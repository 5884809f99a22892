namespace Scalewright.Providers.Simulation.Models;

/// <summary>Machine that boots, fails and freezes according to its model, with a new clock for each boot.</summary>
internal sealed class SimulatedMachine
{
    private readonly SimulationKernel _kernel;
    private readonly MachineModel _model;
    private MachineClock? _clock;
    private StableRandom? _ordinary;
    private StableRandom? _faults;
    private StableRandom? _skews;
    private int _bootCount;

    /// <param name="name">Unique name of the machine and its random streams.</param>
    /// <param name="model">The model; null for <see cref="MachineModel.Default"/>.</param>
    public SimulatedMachine(SimulationKernel kernel, string name, MachineModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_kernel, Name, _model) = (kernel, name, model ?? MachineModel.Default);
    }

    /// <summary>Called on each change, with the previous state.</summary>
    public Action<SimulatedMachine, MachineState>? OnChange { get; set; }

    internal IMachineWatcher? Watcher { get; init; }

    public string Name { get; }

    public MachineState State { get; private set; }

    /// <summary>Clock of the current boot. Clocks of earlier boots never advance again.</summary>
    public MachineClock Clock => _clock ??= MakeClock();

    /// <summary>Number of boots; distinguishes the programs of different boots.</summary>
    public int BootCount => _bootCount;

    // The kernel does not store the streams of machines, because most machines read few or no random numbers.
    private StableRandom Ordinary => _ordinary ??= _kernel.RandomStreams.CreateStream($"machine/{Name}");

    private StableRandom Faults => _faults ??= _kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/machine/{Name}");

    private StableRandom Skews => _skews ??= _kernel.RandomStreams.CreateStream($"{RandomStreams.Faults}/clock/{Name}");

    /// <summary>Boots the machine and waits until it runs or has failed. Returns true if it runs.</summary>
    /// <exception cref="InvalidOperationException">The machine is neither off nor failed.</exception>
    public async Task<bool> BootAsync()
    {
        int boot = StartBoot();
        await _kernel.Delay(SampleBootDelay());
        return EndBoot(boot);
    }

    /// <summary>Boots the machine; <see cref="OnChange"/> receives the result.</summary>
    /// <exception cref="InvalidOperationException">The machine is neither off nor failed.</exception>
    internal void Boot(bool fails)
    {
        int boot = StartBoot();
        _kernel.ScheduleAfter(SampleBootDelay().Ticks, new MachineBoot(this, boot, fails));
    }

    /// <summary>Starts a boot that never completes.</summary>
    /// <exception cref="InvalidOperationException">The machine is neither off nor failed.</exception>
    public void HangBoot() => StartBoot();

    /// <summary>Fails the machine: its timers never fire again.</summary>
    public void Fail() => End(MachineState.Failed);

    /// <summary>Turns the machine off immediately: its timers never fire again.</summary>
    public void TurnOff() => End(MachineState.Off);

    /// <summary>Freezes the machine if it runs.</summary>
    public void Freeze()
    {
        if (State == MachineState.Running)
        {
            Clock.Freeze();
            Enter(MachineState.Frozen);
        }
    }

    /// <summary>Resumes the machine if it is frozen.</summary>
    public void Thaw()
    {
        if (State == MachineState.Frozen)
        {
            Clock.Thaw();
            Enter(MachineState.Running);
        }
    }

    private int StartBoot()
    {
        if (State is not (MachineState.Off or MachineState.Failed))
        {
            throw new InvalidOperationException($"{Name} is {State}; turn it off first.");
        }

        _clock?.Stop();
        _clock = null;
        _bootCount++;
        Enter(MachineState.Booting);
        return _bootCount;
    }

    internal bool EndBoot(int boot, bool fails = false)
    {
        if (boot != _bootCount || State != MachineState.Booting)
        {
            return false;
        }

        bool runs = !fails && (_model.BootFailureProbability == 0 || !Faults.NextBoolean(_model.BootFailureProbability));
        Enter(runs ? MachineState.Running : MachineState.Failed);
        if (State == MachineState.Running)
        {
            ScheduleFate(_model.Lifetime, boot, Fail);
            ScheduleFreeze(boot);
        }

        return State == MachineState.Running;
    }

    private TimeSpan SampleBootDelay() => _model.BootDelay is FixedDuration boot ? boot.Duration : _model.BootDelay.Sample(Ordinary);

    private void End(MachineState state)
    {
        if (State is MachineState.Off || State == state)
        {
            return;
        }

        _clock?.Stop();
        Enter(state);
    }

    private void ScheduleFreeze(int boot)
    {
        if (_model.TimeToFreeze is null)
        {
            return;
        }

        ScheduleFate(_model.TimeToFreeze, boot, () =>
        {
            Freeze();
            ScheduleFate(_model.FreezeDuration, boot, () =>
            {
                Thaw();
                ScheduleFreeze(boot);
            });
        });
    }

    private void ScheduleFate(DurationModel? after, int boot, Action fate)
    {
        if (after is null)
        {
            return;
        }

        _kernel.ScheduleAfter(
            after.Sample(Faults).Ticks,
            (Action)(
                () =>
                {
                    if (boot == _bootCount && State is MachineState.Running or MachineState.Frozen)
                    {
                        fate();
                    }
                }
            )
        );
    }

    private void Enter(MachineState state)
    {
        MachineState before = State;
        State = state;
        OnChange?.Invoke(this, before);
        Watcher?.Changed(this, before);
    }

    private MachineClock MakeClock()
    {
        TimeSpan skew = _model.ClockSkew == DurationModel.Zero ? TimeSpan.Zero : _model.ClockSkew.Sample(Skews);
        return new MachineClock(_kernel, Name)
        {
            Offset = skew == TimeSpan.Zero || Skews.Next(2) == 0 ? skew : -skew,
            DriftPartsPerMillion = _model.DriftPartsPerMillion,
        };
    }
}

internal sealed class MachineBoot(SimulatedMachine machine, int boot, bool fails) : KernelEvent
{
    protected internal override void Execute() => machine.EndBoot(boot, fails);
}
