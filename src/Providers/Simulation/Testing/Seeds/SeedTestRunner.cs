using System.Reflection;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;
using Scalewright.Recording;
using Scalewright.Testing.Facts;

namespace Scalewright.Testing.Seeds;

/// <param name="fact">The test.</param>
/// <param name="create">Creates the instance of the test class for a seed, for the test framework.</param>
/// <param name="write">Writes the page of a failed seed.</param>
[RequiresUnreferencedCode("Members of test classes are found by name.")]
internal sealed class SeedTestRunner(
    SimulationFact fact,
    Func<SimulationFact, SimulationProvider, SeedTestInstance> create,
    TracePageWriter write
)
{
    // Shrinking leaves few faults, and without any one of them the seed passes nearly always.
    private const int MaxComparedRuns = 16;

    /// <summary>Runs all seeds of a test, as its attribute and the environment define it.</summary>
    /// <exception cref="SimulationFactException">The test cannot be run.</exception>
    public static Task<FactOutcome> RunAsync(
        Type test,
        MethodInfo method,
        Func<SimulationFact, SimulationProvider, SeedTestInstance> create,
        TracePageWriter write,
        CancellationToken cancellationToken
    )
    {
        SimulationFact fact = new FactReader(test, method, Environment.GetEnvironmentVariable).Read();
        return new SeedTestRunner(fact, create, write).RunAsync(cancellationToken);
    }

    /// <exception cref="SimulationFactException">The replay string is invalid, or belongs to another test.</exception>
    private async Task<FactOutcome> RunAsync(CancellationToken cancellationToken)
    {
        SeedReportFile? file = fact.ReportPath is { } path ? new SeedReportFile(path) : null;
        if (await TryAsync(file?.CheckAsync()) is { } problem)
        {
            throw problem;
        }

        (FactOutcome outcome, SeedRange range) = fact.Replay is { } replay
            ? await ReplayAsync(replay, cancellationToken)
            : await ExploreAsync(cancellationToken);
        return await TryAsync(file?.AppendAsync(fact.Name, range)) is { } failed
            ? outcome with
            {
                Output = $"{outcome.Output}{failed.Message}\n",
                Failure = outcome.Failure ?? failed,
            }
            : outcome;
    }

    private async Task<SimulationFactException?> TryAsync(Task? writing)
    {
        try
        {
            if (writing is not null)
            {
                await writing;
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SimulationFactException(
                fact.Name,
                [
                    FactProblem.Create(
                        FactReader.ReportVariable,
                        exception.Message.TrimEnd('.'),
                        "use the path of a file that the test can write"
                    ),
                ]
            );
        }
    }

    private async Task<(FactOutcome Outcome, SeedRange Range)> ExploreAsync(CancellationToken cancellationToken)
    {
        ExplorationReport report = await Simulation.ExploreAsync(
            fact.Seeds,
            Start,
            static (scene, token) => scene.RunAsync(token),
            fact.Faults,
            Check(),
            fact.Options,
            cancellationToken
        );
        SeedRange range = new(fact.Options.FirstSeed, fact.Seeds, report);
        string counts = (report with { Failures = [], UnknownNodes = [] }).ToString().Replace("; 0 failures", "", StringComparison.Ordinal);
        if (report.Failures.Count == 0)
        {
            return (
                new FactOutcome(
                    counts,
                    report.UnknownNodes.Count == 0 ? null : SimulationFactException.OfNodes(fact.Name, report.UnknownNodes)
                ),
                range
            );
        }

        // Runs the seed again, which is deterministic, to capture its output and pending waits. These are not kept for
        // all seeds.
        SeedFailure failure = report.Failures[0];
        (SeedRun again, string output) = await RunAsync(failure.Replay, repeatedShare: 0);
        SeedRun run =
            again.TraceHash == failure.Run.TraceHash && again.Failure?.GetType() == failure.Run.Failure?.GetType() ? again : failure.Run;
        return (
            await FailAsync(
                $"{counts}\n{output}",
                $"failed ({Among()}).",
                failure.Replay,
                run,
                failure.GeneratedFaults.Faults.Count,
                cancellationToken
            ),
            range
        );
    }

    private async Task<(FactOutcome Outcome, SeedRange Range)> ReplayAsync(string replay, CancellationToken cancellationToken)
    {
        try
        {
            (SeedRun run, string output) = await RunAsync(replay, repeatedShare: 1);
            FactOutcome outcome = run.Failure is null
                ? await PassAsync(output, replay, run, cancellationToken)
                : await FailAsync(output, "failed again.", replay, run, drawn: null, cancellationToken);
            return (outcome, new SeedRange(run.Seed, 1, Report(replay, run)));
        }
        catch (FormatException exception)
        {
            throw new SimulationFactException(
                fact.Name,
                [
                    FactProblem.Create(
                        FactReader.ReplayVariable,
                        exception.Message.TrimEnd('.'),
                        "use the text that the failing test printed, and run this test alone"
                    ),
                ]
            );
        }
    }

    private async Task<FactOutcome> FailAsync(
        string output,
        string first,
        string replay,
        SeedRun run,
        int? drawn,
        CancellationToken cancellationToken
    )
    {
        SeedDifference? difference = await CompareAsync(replay, run);
        (string line, string? path) = await new SeedTrace(fact, write).WriteAsync(replay, run, difference, cancellationToken);
        SeedFailedException failure = new(first, fact.Name, replay, run, drawn, difference, line);
        return new FactOutcome(output, failure) { TracePath = path };
    }

    private async Task<FactOutcome> PassAsync(string output, string replay, SeedRun run, CancellationToken cancellationToken)
    {
        (string line, string? path) = fact.WritesAllTraces
            ? await new SeedTrace(fact, write).WriteAsync(replay, run, difference: null, cancellationToken)
            : ("", null);
        string counts =
            $"{replay} passes: {Pluralizer.Format(run.Faults.Faults.Count, "fault")}, "
            + $"{Pluralizer.Format(run.KillCount, "kill")}; {Pluralizer.Format(run.StepCount, "step")}; "
            + $"{run.Elapsed} of virtual time\n";
        return new FactOutcome($"{counts}{(line.Length > 0 ? $"{line}\n" : "")}{output}", null) { TracePath = path };
    }

    /// <summary>Compares a failing run with the run without one of its faults that passes and differs latest. Of
    /// equals, the run without the latest fault.</summary>
    /// <returns>Null if there is no such run.</returns>
    private async Task<SeedDifference?> CompareAsync(string replay, SeedRun failing)
    {
        if (failing.Failure is SimulationEscapedException or NonDeterminismException)
        {
            return null;
        }

        SeedDifference? nearest = null;
        foreach (SeedReplay without in SeedReplay.Parse(replay).GetWithoutOne().Take(MaxComparedRuns))
        {
            string fewer = $"{without}";
            SeedRun run = (await RunAsync(fewer, repeatedShare: 0, tracesWaits: false)).Run;
            if (run.Failure is null)
            {
                SeedDifference difference = new(fewer, run, RunDifference.Find(failing.Recording, run.Recording));
                nearest = nearest is null || difference.StartsAt > nearest.StartsAt ? difference : nearest;
            }
        }

        return nearest;
    }

    private async Task<(SeedRun Run, string Output)> RunAsync(string replay, double repeatedShare, bool tracesWaits = true)
    {
        SeedTestInstance? last = null;
        ExplorationOptions options = fact.Options with
        {
            DeterminismCheckRatio = repeatedShare,
            Simulation = fact.Options.Simulation with { IsWaitTracingEnabled = tracesWaits, IsRecordingEnabled = true },
        };
        SeedRun run = await Simulation.ReplayAsync(
            replay,
            provider => last = Start(provider),
            static (scene, token) => scene.RunAsync(token),
            fact.Faults,
            Check(),
            options
        );
        return (run, $"{last?.Output}");
    }

    private static ExplorationReport Report(string replay, SeedRun run) =>
        new()
        {
            SeedCount = 1,
            DeterminismCheckCount = 1,
            FaultCount = run.Faults.Faults.Count,
            KillCount = run.KillCount,
            StepCount = run.StepCount,
            MinStepCount = run.StepCount,
            Elapsed = run.Elapsed,
            Failures = run.Failure is null ? [] : [new SeedFailure(replay, run, run.Faults)],
            Situations = run.Situations,
        };

    private string Among() =>
        fact.Seeds == 1
            ? "the only seed"
            : string.Create(CultureInfo.InvariantCulture, $"seeds {fact.Options.FirstSeed} to {fact.Options.FirstSeed + fact.Seeds - 1}");

    private SeedTestInstance Start(SimulationProvider provider)
    {
        SeedTestInstance instance = create(fact, provider);
        instance.Start();
        return instance;
    }

    private Func<SeedTestInstance, CancellationToken, Task>? Check() =>
        fact.Check is null ? null : static (scene, token) => scene.CheckAsync(token);
}

internal sealed record FactOutcome(string Output, Exception? Failure)
{
    /// <summary>Path of the page with the runs of the failed seed; null if none was written.</summary>
    public string? TracePath { get; init; }
}

/// <summary>Comparison of a failing seed with the nearest run that passes.</summary>
/// <param name="Replay">Replay string of the passing run.</param>
/// <param name="Passing">The passing run.</param>
/// <param name="Difference">The difference.</param>
internal sealed record SeedDifference(string Replay, SeedRun Passing, RunDifference Difference)
{
    /// <summary>Time of the first difference besides the fault itself; zero if the runs have no other.</summary>
    public TimeSpan StartsAt { get; } =
        Difference
            .Lines.Where(line => line.Kind is not (RunDifferenceKind.Fault or RunDifferenceKind.Gap))
            .Select(line => line.At)
            .DefaultIfEmpty()
            .Min();
}
