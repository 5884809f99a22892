using Scalewright;
using Scalewright.Providers.Simulation;

namespace Exploration.Tests;

/// <summary>The standard program finds each planted mistake, and says with how little it happens.</summary>
public class PlantedDefectTests
{
    private const int SeedsMax = 2000;

    public static TheoryData<string> Defects { get; } = [.. Enum.GetNames<PlantedDefects>().Where(name => name != nameof(PlantedDefects.None))];

    [Theory, MemberData(nameof(Defects))]
    public async Task A_planted_mistake_is_found_and_shrunk(string defect)
    {
        PlantedDefects planted = Enum.Parse<PlantedDefects>(defect);

        ExplorationReport report = await Exploring.ExploreAsync(SeedsMax, planted);

        report.Failures.ShouldNotBeEmpty();
        SeedFailure failure = report.Failures[0];
        failure.Run.Faults.Faults.Count.ShouldBeLessThanOrEqualTo(failure.Drawn.Faults.Count / 4, failure.ToString());
        SeedRun replayed = await Exploring.ReplayAsync(failure.Replay, planted);
        replayed.TraceHash.ShouldBe(failure.Run.TraceHash);
        replayed.Failure?.Message.ShouldBe(failure.Run.Failure?.Message);
    }
}
