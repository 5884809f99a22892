using System.Diagnostics.CodeAnalysis;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Worlds;

namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Runs one seed: with its faults until the program has ended, then healed.</summary>
internal sealed class Trial(Func<SimulationProvider, Course> begin, ExplorationOptions options)
{
    /// <summary>Whether runs tell the names of the nodes that they had.</summary>
    public bool NamesNodes { get; init; }

    /// <summary>A run whose failure names what it waited for, with the place of each wait: tracing is too dear for every run, so it is run once more.</summary>
    /// <param name="run">A run that failed or not.</param>
    /// <returns>The same run when it did not wait, or takes another course the second time.</returns>
    public SeedRun Explained(SeedRun run)
    {
        if (options.Place.TraceWaits || run.Failure is not SimulationOverdueException)
        {
            return run;
        }

        SeedRun traced = Run(run.Seed, run.Faults, tracesWaits: true);
        return traced.TraceHash == run.TraceHash && traced.Failure is SimulationOverdueException ? run with { Failure = traced.Failure } : run;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a program throws is what was looked for.")]
    [SuppressMessage("Reliability", "CA2000", Justification = "Disposing it only drops the world, which is dropped anyway.")]
    public SeedRun Run(long seed, FaultSchedule faults, bool tracesWaits = false)
    {
        SimulationOptions place = options.Place with
        {
            Faults = new FaultSchedule(options.Place.Faults.Faults.AddRange(faults.Faults)),
            HashSteps = true,
            TraceWaits = options.Place.TraceWaits || tracesWaits,
            EventsKept = NamesNodes ? Math.Max(1, options.Place.EventsKept) : options.Place.EventsKept,
        };
        SimulationProvider provider = new() { Seed = seed, Options = place };
        World world = provider.World;
        int kills = 0;
        Course? course = null;
        Exception? failure = null;
        try
        {
            course = begin(provider);
            Attend(provider, course, ref kills);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        failure = End(course, failure);
        return new SeedRun(seed, faults)
        {
            TraceHash = world.Kernel.TraceHash,
            StepCount = world.Kernel.Steps,
            Elapsed = world.Kernel.ElapsedAtEnd,
            KillCount = kills,
            Failure = failure,
            NodeNames = NamesNodes ? world.NodeNames.ToValueList() : [],
            LastEvents = failure is null || options.Place.EventsKept == 0 ? ValueMap<ValueList<NodeEvent>>.Empty : world.LastEvents,
        };
    }

    private void Attend(SimulationProvider provider, Course course, ref int kills)
    {
        bool isDone = TryRun(provider, course.Program, ref kills);
        provider.World.Heal();
        if (!isDone)
        {
            RunWithin(provider, course.Program, options.HealedMax, "program, with everything healed,");
        }

        if (course.Check is { } check)
        {
            RunWithin(provider, check, options.HealedMax, "check");
        }
    }

    /// <summary>Disposes of what the runs shared. This thread is the run's own, so it may wait.</summary>
    /// <returns>What went wrong first.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it throws is what was looked for.")]
    private static Exception? End(Course? course, Exception? failure)
    {
        try
        {
            (course?.Shared as IAsyncDisposable)?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            (course?.Shared as IDisposable)?.Dispose();
            return failure;
        }
        catch (Exception exception)
        {
            return failure ?? exception;
        }
    }

    /// <summary>Runs the program while there are faults, again after each kill.</summary>
    /// <returns>False when it gave up or was killed too often.</returns>
    private bool TryRun(SimulationProvider provider, Func<CancellationToken, Task> program, ref int kills)
    {
        while (kills <= options.KillsMax)
        {
            try
            {
                RunWithin(provider, program, options.FaultyMax, "program");
                return true;
            }
            catch (ControllerKilledException)
            {
                kills++;
            }
            catch (ScalewrightException)
            {
                return false;
            }
        }

        return false;
    }

    private static void RunWithin(SimulationProvider provider, Func<CancellationToken, Task> call, TimeSpan limit, string what)
    {
        World world = provider.World;
        bool isOverdue = false;
        ValueList<PendingWait> waits = [];
        EventHandle alarm = world.Kernel.Schedule(world.Kernel.Now + limit.Ticks, () =>
        {
            if (world.Kernel.HasEscaped())
            {
                return;
            }

            isOverdue = true;
            waits = world.Kernel.TracedWaits.ToValueList();
            world.ControllerOf(SimulationProvider.FirstController).Kill();
        });
        try
        {
            provider.RunAsync(call, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (ControllerKilledException) when (isOverdue)
        {
            throw new SimulationOverdueException(what, limit, world.Kernel.Elapsed, waits);
        }
        finally
        {
            if (!world.Kernel.IsAbandoned)
            {
                world.Kernel.Cancel(alarm);
            }
        }
    }
}
