using System.Diagnostics;
using System.Globalization;
using Scalewright;
using Scalewright.Providers.Simulation;
using Tests.Shared;

namespace Exploration.Tests;

/// <summary>The standard program detects the mutant and shrinks the faults; without one it detects nothing.</summary>
internal static class MutantRun
{
    private const int MaxSeeds = 2000;
    private const int MaxKeptPercent = 25;
    private const int SeedsWithoutMutant = 100;

    /// <summary>Mutants that fail only together with a fault of a call, a node, the disk or a controller.</summary>
    private static readonly string[] NeedFaults =
    [
        "ChangesTokenOnRetry", "IgnoresConsistencyWindow", "KeepsBrokenNodes", "NeverForgets", "RepeatsCommands",
        "RetriesUnsafeSteps", "SkipsFencing", "SnapshotsWithoutIntents", "TakesUnknownForDone", "TakesUnknownForFailed",
    ];

    /// <summary>First seed of a search outside a campaign, shortly before the seed that detects the mutant.</summary>
    private static readonly Dictionary<string, long> Late = new(StringComparer.Ordinal)
    {
        ["SkipsFencing"] = 11, ["RepeatsCommands"] = 72, ["KeepsBrokenNodes"] = 105, ["NeverForgets"] = 7,
    };

    /// <summary>Maximum number of shrink runs, sufficient to leave few faults.</summary>
    private static readonly int MaxShrinkRuns = Campaign.IsFull ? new ExplorationOptions().MaxShrinkRuns : 100;

    public static async Task<int> Main(string[] args)
    {
        Mutant.Name = args.Length == 0 ? "" : args[0];
        long started = Stopwatch.GetTimestamp();
        (bool passed, string text) = Mutant.Name.Length == 0 ? await CheckCoreAsync() : await FindAsync(Mutant.Name);
        string seconds = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{(passed ? "passed" : "FAILED")}: {(Mutant.Name.Length == 0 ? "no mutant" : Mutant.Name)}: {text.TrimEnd().ReplaceLineEndings("; ")} ({seconds} s)");
        return passed ? 0 : 1;
    }

    private static async Task<(bool Passed, string Text)> CheckCoreAsync()
    {
        ExplorationReport report = await Exploring.ExploreAsync(SeedsWithoutMutant);
        return report.Failures.Count == 0 ? (true, $"{report.SeedCount} seeds break no promise") : (false, report.ToString());
    }

    private static async Task<(bool Passed, string Text)> FindAsync(string mutant)
    {
        ExplorationOptions options = new() { FirstSeed = Campaign.IsFull ? 1 : Late.GetValueOrDefault(mutant, 1), MaxShrinkRuns = MaxShrinkRuns };
        ExplorationReport report = await Exploring.ExploreAsync(MaxSeeds, options);
        if (report.Failures.Count != 1)
        {
            return (false, $"{report.Failures.Count} failures instead of one: {report}");
        }

        SeedFailure failure = report.Failures[0];
        int drawn = failure.GeneratedFaults.Faults.Count;
        int kept = failure.Run.Faults.Faults.Count;
        int least = NeedFaults.Contains(mutant, StringComparer.Ordinal) ? 1 : 0;
        if (kept < least || kept * 100 > drawn * MaxKeptPercent)
        {
            return (false, $"{kept} of {drawn} faults are left, instead of {least} to {MaxKeptPercent} %: {failure}");
        }

        SeedRun replayed = await Exploring.ReplayAsync(failure.Replay);
        return replayed.TraceHash == failure.Run.TraceHash && replayed.Failure?.Message == failure.Run.Failure?.Message
            ? (true, $"found by seed {failure.Run.Seed} with {kept} of {drawn} faults")
            : (false, $"the replay differs: {replayed.Failure?.Message} instead of {failure}");
    }
}
