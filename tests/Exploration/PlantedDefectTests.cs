using Scalewright;
using Scalewright.Providers.Simulation;
using Xunit.Abstractions;

namespace Exploration.Tests;

/// <summary>The standard program finds each planted mistake, and says with how little it happens.</summary>
public class PlantedDefectTests(ITestOutputHelper output)
{
    private const int SeedsMax = 2000;
    private const int KeptPercentMax = 25;

    public static TheoryData<string> Defects { get; } = [.. Enum.GetNames<PlantedDefects>().Where(name => name != nameof(PlantedDefects.None))];

    [Theory, MemberData(nameof(Defects))]
    public async Task A_planted_mistake_is_found_and_shrunk(string defect)
    {
        PlantedDefects planted = Enum.Parse<PlantedDefects>(defect);

        ExplorationReport report = await Exploring.ExploreAsync(SeedsMax, planted, new ExplorationOptions { FailuresMax = 3 });

        report.Failures.ShouldNotBeEmpty(report.ToString());
        SeedFailure failure = report.Failures.MinBy(KeptPercent)!;
        output.WriteLine($"{defect}: first at seed {report.Failures[0].Run.Seed}; {failure}");
        KeptPercent(failure).ShouldBeLessThanOrEqualTo(KeptPercentMax, failure.ToString());
        SeedRun replayed = await Exploring.ReplayAsync(failure.Replay, planted);
        replayed.TraceHash.ShouldBe(failure.Run.TraceHash);
        replayed.Failure?.Message.ShouldBe(failure.Run.Failure?.Message);
    }

    private static int KeptPercent(SeedFailure failure) => failure.Drawn.Faults.Count == 0 ? 0 : 100 * failure.Run.Faults.Faults.Count / failure.Drawn.Faults.Count;
}
