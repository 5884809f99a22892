using Scalewright.Recording;
using Scalewright.Testing.Seeds;

namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Runs one seed: with its faults until the program has ended, then without faults.</summary>
internal sealed class SeedRunner(Func<SimulationProvider, SeedPlan> createPlan, ExplorationOptions options)
{
    public bool NamesNodes { get; init; }

    /// <summary>
    /// Adds the timeline to a failed run, and the pending waits when it stalled or left the loop. Tracing is too slow
    /// for every run, so the seed is run again. Returns the same run when it succeeded or is not deterministic.
    /// </summary>
    public SeedRun Explained(SeedRun run)
    {
        if (run.Failure is NonDeterminismException)
        {
            return Locate(run);
        }

        if (options.Simulation.IsWaitTracingEnabled || run.Failure is null)
        {
            return run;
        }

        SeedRun traced = Run(run.Seed, run.Faults, tracesWaits: true);
        if (run.Failure is SimulationEscapedException)
        {
            // The traces of two such runs differ.
            return run with { Failure = traced.Failure as SimulationEscapedException ?? run.Failure };
        }

        return traced.TraceHash == run.TraceHash && traced.Failure?.GetType() == run.Failure.GetType()
            ? run with
            {
                Failure = traced.Failure,
                Timeline = traced.Timeline,
                Recording = traced.Recording,
            }
            : run;
    }

    /// <summary>Runs the seed twice again, and names the first step that differs.</summary>
    private SeedRun Locate(SeedRun run)
    {
        SeedRun first = Run(run.Seed, run.Faults, tracesWaits: true);
        SeedRun second = Run(run.Seed, run.Faults, tracesWaits: true);
        return first.TraceHash == second.TraceHash
            ? run
            : run with
            {
                Failure = new NonDeterminismException(first.TraceHash, second.TraceHash, TraceComparer.Describe(first, second)),
            };
    }

    public SeedRun Run(long seed, FaultSchedule faults, bool tracesWaits = false)
    {
        SimulationOptions simulation = options.Simulation with
        {
            Faults = new FaultSchedule(options.Simulation.Faults.Faults.AddRange(faults.Faults)),
            IsTraceHashEnabled = true,
            IsWaitTracingEnabled = options.Simulation.IsWaitTracingEnabled || tracesWaits,
            MaxEventsPerNode = NamesNodes ? Math.Max(1, options.Simulation.MaxEventsPerNode) : options.Simulation.MaxEventsPerNode,
        };
        SimulationProvider provider = new() { Seed = seed, Options = simulation };
        World world = provider.World;
        SeedAttempt run = new(provider, options);
        run.Run(createPlan);
        ValueList<string> names = NamesNodes ? world.NodeNames.ToValueList() : [];
        bool hasFailed = run.Failure is not null;
        RunTrace recorded = world.Recording is { } recording ? Complete(recording, world, run) : new RunTrace();
        ValueList<TimelineEntry> timeline = hasFailed ? TimelineSelection.From(TimelineText.From(recorded)) : [];
        return new SeedRun(seed, faults)
        {
            TraceHash = world.Kernel.TraceHash,
            StepCount = world.Kernel.Steps,
            Elapsed = world.Kernel.ElapsedAtEnd,
            KillCount = run.KillCount,
            Failure = run.Failure,
            FailedAt = run.FailedAt,
            NodeNames = names,
            StepTimes = world.Kernel.StepTimes,
            Recording = recorded,
            Situations = [.. world.Situations.Select(Count)],
            PerformedOperations = world.Operations.Performed,
            OperationsAtFaults = world.Operations.AtFaults,
            LastEvents = !hasFailed || options.Simulation.MaxEventsPerNode == 0 ? ValueMap<ValueList<NodeEvent>>.Empty : world.LastEvents,
            Timeline = timeline,
        };
    }

    private static RunTrace Complete(RunRecording recording, World world, SeedAttempt run)
    {
        recording.EndPhase("");
        RunEnd end = new()
        {
            Outcome = RunOutcomes.Passed,
            At = world.Kernel.ElapsedAtEnd,
            Step = world.Kernel.Steps,
            DroppedCount = recording.DroppedCount,
            Hash = $"{world.Kernel.TraceHash}",
        };
        return recording.ToTrace() with
        {
            End = run is { Failure: { } failure, FailedAt: { } point }
                ? end with
                {
                    Outcome = RunOutcomes.Failed,
                    Phase = PhaseText.From(point.Phase),
                    Exception = failure.GetType().Name,
                    Message = failure.Message,
                    Frames = [.. StackLines.UsersOwnFrames(failure).Select(FailureText.WithoutFolder)],
                }
                : end,
        };
    }

    private static Situation Count(KeyValuePair<string, bool> situation) => new(situation.Key, situation.Value ? 1 : 0);
}

/// <summary>Shortens a timeline to the calls around faults and phases and before the end; counts the others.</summary>
internal static class TimelineSelection
{
    private const int CallsBeside = 2;
    private const int CallsAtEnd = 8;

    public static ValueList<TimelineEntry> From(IReadOnlyList<TimelineEntry> entries)
    {
        bool[] isKept = new bool[entries.Count];
        for (int index = 0; index < entries.Count; index++)
        {
            if (entries[index].Kind == TimelineKind.Call)
            {
                isKept[index] |= index >= entries.Count - CallsAtEnd;
                continue;
            }

            for (int near = Math.Max(0, index - CallsBeside); near <= Math.Min(entries.Count - 1, index + CallsBeside); near++)
            {
                isKept[near] = true;
            }
        }

        return Keep(entries, isKept);
    }

    private static ValueList<TimelineEntry> Keep(IReadOnlyList<TimelineEntry> entries, bool[] isKept)
    {
        List<TimelineEntry> kept = [];
        int omitted = 0;
        for (int index = 0; index < entries.Count; index++)
        {
            if (!isKept[index])
            {
                omitted++;
                continue;
            }

            if (omitted > 0)
            {
                kept.Add(new TimelineEntry(entries[index].At, TimelineKind.Omission, Pluralizer.Format(omitted, "call") + " omitted"));
                omitted = 0;
            }

            kept.Add(entries[index]);
        }

        return kept.ToValueList();
    }
}
