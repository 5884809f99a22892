using Scalewright;
using Scalewright.Providers.Simulation;
using Xunit.Abstractions;

namespace Exploration.Tests;

/// <summary>The standard program finds each planted mistake, and the first seed that does says with how little it happens.</summary>
public class PlantedDefectTests(ITestOutputHelper output)
{
    private const int SeedsMax = 2000;
    private const int KeptPercentMax = 25;

    /// <summary>Mistakes that show only when something goes wrong beside them: a call, a node, the disk or a controller.</summary>
    private const PlantedDefects ShowByFaults = PlantedDefects.SkipsFencing | PlantedDefects.IgnoresConsistencyWindow | PlantedDefects.ChangesTokenOnRetry | PlantedDefects.RetriesUnsafeSteps
        | PlantedDefects.TakesUnknownForFailed | PlantedDefects.TakesUnknownForDone | PlantedDefects.NeverForgets | PlantedDefects.SnapshotsWithoutIntents
        | PlantedDefects.KeepsBrokenNodes | PlantedDefects.RepeatsCommands;

    /// <summary>Mistakes that take many seeds, with a seed shortly before the one that finds them: the search begins there, in a campaign with the first seed.</summary>
    private static readonly Dictionary<PlantedDefects, long> Late = new()
    {
        [PlantedDefects.SkipsFencing] = 11, [PlantedDefects.RepeatsCommands] = 72, [PlantedDefects.KeepsBrokenNodes] = 105, [PlantedDefects.NeverForgets] = 7,
    };

    /// <summary>Runs for leaving faults out that are enough to leave few.</summary>
    private static readonly int ShrinkRunsMax = Campaign.IsFull ? new ExplorationOptions().ShrinkRunsMax : 100;

    public static TheoryData<string> Defects { get; } = [.. Enum.GetNames<PlantedDefects>().Where(name => name != nameof(PlantedDefects.None))];

    [Theory, MemberData(nameof(Defects))]
    public async Task A_planted_mistake_is_found_and_shrunk(string defect)
    {
        PlantedDefects planted = Enum.Parse<PlantedDefects>(defect);

        ExplorationOptions options = new() { FirstSeed = Campaign.IsFull ? 1 : Late.GetValueOrDefault(planted, 1), ShrinkRunsMax = ShrinkRunsMax };

        ExplorationReport report = await Exploring.ExploreAsync(SeedsMax, planted, options);

        SeedFailure failure = report.Failures.ShouldHaveSingleItem(report.ToString());
        output.WriteLine($"{defect}: {failure.ShrinkRunCount} runs to shrink {failure}");
        KeptPercent(failure).ShouldBeLessThanOrEqualTo(KeptPercentMax, failure.ToString());
        failure.Run.Faults.Faults.Count.ShouldBeGreaterThanOrEqualTo(ShowByFaults.HasFlag(planted) ? 1 : 0, failure.ToString());
        SeedRun replayed = await Exploring.ReplayAsync(failure.Replay, planted);
        replayed.TraceHash.ShouldBe(failure.Run.TraceHash);
        replayed.Failure?.Message.ShouldBe(failure.Run.Failure?.Message);
    }

    private static double KeptPercent(SeedFailure failure) => failure.Drawn.Faults.Count == 0 ? 0 : 100.0 * failure.Run.Faults.Faults.Count / failure.Drawn.Faults.Count;
}
