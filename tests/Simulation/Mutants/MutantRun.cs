using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scalewright;
using Scalewright.Providers.Simulation;
using Scalewright.Sweeps;
using Tests.Shared;

namespace Exploration.Tests;

/// <summary>The standard program detects the mutant and shrinks the faults; without one it detects nothing.</summary>
internal static class MutantRun
{
    private const int MaxSeeds = 2000;
    private const int MaxKeptPercent = 25;
    private const int SeedsWithoutMutant = 100;
    private const string NoMutant = "no mutant";

    // Each explores on all processors, but minimizes faults on one.
    private const int MaxProcesses = 2;

    /// <summary>Mutants that fail only together with a fault of a call, a node, the disk or a controller.</summary>
    private static readonly string[] NeedFaults =
    [
        "ChangesTokenOnRetry",
        "IgnoresConsistencyWindow",
        "KeepsBrokenNodes",
        "NeverForgets",
        "ReconcilesBeforeRecording",
        "RepeatsCommands",
        "RetriesUnsafeSteps",
        "SkipsFencing",
        "SnapshotsWithoutIntents",
        "TakesUnknownForDone",
        "TakesUnknownForFailed",
    ];

    /// <summary>First seed of a search outside a campaign, shortly before the seed that detects the mutant.</summary>
    private static readonly Dictionary<string, long> Late = new(StringComparer.Ordinal)
    {
        ["SkipsFencing"] = 11,
        ["RepeatsCommands"] = 72,
        ["KeepsBrokenNodes"] = 105,
        ["NeverForgets"] = 7,
        ["ReconcilesBeforeRecording"] = 1060,
    };

    /// <summary>Maximum number of shrink runs, sufficient to leave few faults.</summary>
    private static readonly int MaxShrinkRuns = Campaign.IsFull ? new ExplorationOptions().MaxShrinkRuns : 100;

    /// <summary>Runs the campaign: a process for each mutant, since a mutant is chosen for a whole process.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (await SweepElement.TryRunAsync(args, static (mutant, _) => CheckAsync(mutant.Key)))
        {
            return 0;
        }

        string path = Directory.CreateTempSubdirectory("mutants-").FullName;
        try
        {
            return await RunAsync(path, args) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<bool> RunAsync(string path, string[] mutants)
    {
        SweepFolder folder = SweepFolder.Create(
            path,
            mutants.Select(mutant => SweepPoint.Parse($$"""{"key":"{{(mutant.Length == 0 ? NoMutant : mutant)}}"}"""))
        );
        ProcessSweepEngine engine = new([Environment.ProcessPath!, typeof(MutantRun).Assembly.Location]) { MaxConcurrency = MaxProcesses };
        SweepReport report = await new SweepRunner(engine) { ChunkSize = 1, MaxAttempts = 2 }.RunAsync(folder);
        if (report.Failures.Count > 0)
        {
            Console.WriteLine(string.Join('\n', report.Failures.Select(failure => $"FAILED: {failure.Key}: {failure.Value}")));
            return false;
        }

        using MemoryStream results = new();
        await folder.CollectAsync(results);
        string[] lines =
        [
            .. Encoding.UTF8.GetString(results.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ReadText),
        ];
        Console.WriteLine(string.Join('\n', lines));
        return lines.All(line => line.StartsWith("passed", StringComparison.Ordinal));
    }

    private static string ReadText(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("result").GetString()!;
    }

    /// <returns>A line about the mutant, as JSON.</returns>
    private static async Task<string> CheckAsync(string mutant)
    {
        Mutant.Name = mutant == NoMutant ? "" : mutant;
        long started = Stopwatch.GetTimestamp();
        (bool passed, string text) = Mutant.Name.Length == 0 ? await CheckCoreAsync() : await FindAsync(Mutant.Name);
        string seconds = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return JsonValue
            .Create($"{(passed ? "passed" : "FAILED")}: {mutant}: {text.TrimEnd().ReplaceLineEndings("; ")} ({seconds} s)")
            .ToJsonString();
    }

    private static async Task<(bool Passed, string Text)> CheckCoreAsync()
    {
        ExplorationReport report = await Exploring.ExploreAsync(SeedsWithoutMutant);
        return report.Failures.Count == 0 ? (true, $"{report.SeedCount} seeds break no promise") : (false, report.ToString());
    }

    private static async Task<(bool Passed, string Text)> FindAsync(string mutant)
    {
        ExplorationOptions options = new()
        {
            FirstSeed = Campaign.IsFull ? 1 : Late.GetValueOrDefault(mutant, 1),
            MaxShrinkRuns = MaxShrinkRuns,
        };
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
