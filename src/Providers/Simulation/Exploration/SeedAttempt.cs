namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Runs one seed: set-up, run under faults, recovery, check, clean-up. Records the first failure.</summary>
internal sealed class SeedAttempt(SimulationProvider provider, ExplorationOptions options)
{
    private readonly World _world = provider.World;
    private SeedPhase _phase;

    public int KillCount { get; private set; }

    public Exception? Failure { get; private set; }

    public FailurePoint? FailedAt { get; private set; }

    /// <summary>Runs the seed. Never throws; exceptions are recorded in <see cref="Failure"/>.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Any exception is the failure to find.")]
    public void Run(Func<SimulationProvider, SeedPlan> createPlan)
    {
        SeedPlan? plan = null;
        _world.Recording?.EnterPhase(PhaseText.From(_phase));
        try
        {
            plan = createPlan(provider);
            Attend(plan);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        try
        {
            // Blocking is safe: the thread belongs to this run.
            (plan?.Shared as IAsyncDisposable)?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            (plan?.Shared as IDisposable)?.Dispose();
        }
        catch (Exception exception) when (Failure is null)
        {
            _phase = SeedPhase.CleanUp;
            Fail(exception);
        }
        catch (Exception)
        {
            // The first failure is the failure of the seed.
        }
    }

    private void Fail(Exception exception)
    {
        (Failure, FailedAt) = (exception, new FailurePoint(_phase, _world.Kernel.ElapsedAtEnd));
        Record($"{PhaseText.From(_phase)} failed: {Describe(exception)}");
        _world.Recording?.EndPhase(Describe(exception));
    }

    private void Attend(SeedPlan plan)
    {
        bool isDone = TryRun(plan.Program);
        _world.RevertFaults();
        Record("all faults are reverted");
        if (!isDone)
        {
            Enter(SeedPhase.Healed, "the program starts again, without faults");
            RunWithin(plan.Program, options.HealedPhaseTimeout, "program, with everything healed,");
        }

        if (plan.Check is { } check)
        {
            Enter(SeedPhase.Check, "the check starts");
            RunWithin(check, options.HealedPhaseTimeout, "check");
        }
    }

    /// <summary>Runs the program under faults, again after kills. Returns false on failure or too many kills.</summary>
    private bool TryRun(Func<CancellationToken, Task> program)
    {
        Enter(SeedPhase.UnderFaults, "the program starts, under faults");
        while (KillCount <= options.MaxKills)
        {
            try
            {
                RunWithin(program, options.FaultPhaseTimeout, "program");
                Record("the program ended");
                return true;
            }
            catch (ControllerKilledException)
            {
                KillCount++;
                Record(KillCount <= options.MaxKills ? "the program was killed; it starts again" : "the program was killed");
            }
            catch (ScalewrightException exception)
            {
                Record($"the program stopped: {Describe(exception)}");
                return false;
            }
        }

        return false;
    }

    private void Enter(SeedPhase phase, string text)
    {
        _phase = phase;
        _world.Recording?.EnterPhase(PhaseText.From(phase));
        Record(text);
    }

    private void Record(string text) => _world.Recording?.Note(text);

    /// <summary>Returns the type and first message line; if the line introduces a list, also the first item.</summary>
    private static string Describe(Exception exception)
    {
        string[] lines = exception.Message.Split('\n', StringSplitOptions.TrimEntries);
        string first = lines.Length > 1 && lines[0].EndsWith(':') ? $"{lines[0]} {lines[1]}" : lines[0];
        return $"{exception.GetType().Name}: {first}";
    }

    private void RunWithin(Func<CancellationToken, Task> call, TimeSpan limit, string operation)
    {
        bool isOverdue = false;
        ValueList<PendingWait> waits = [];
        EventHandle alarm = _world.Kernel.Schedule(_world.Kernel.Now + limit.Ticks, () =>
        {
            if (_world.Kernel.HasEscaped())
            {
                return;
            }

            isOverdue = true;
            waits = _world.Kernel.TracedWaits.ToValueList();
            _world.GetController(SimulationProvider.FirstController).Kill();
        });
        try
        {
            provider.RunAsync(call, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (ControllerKilledException) when (isOverdue)
        {
            throw new SimulationTimeoutException(operation, limit, _world.Kernel.Elapsed, waits);
        }
        finally
        {
            if (!_world.Kernel.IsAbandoned)
            {
                _world.Kernel.Cancel(alarm);
            }
        }
    }
}

internal static class PhaseText
{
    public static string From(SeedPhase phase) =>
        phase switch
        {
            SeedPhase.SetUp => "set-up",
            SeedPhase.UnderFaults => "under faults",
            SeedPhase.Healed => "healed run",
            SeedPhase.Check => "check",
            _ => "clean-up",
        };
}
