namespace Exploration.Tests;

public class StandardProgramTests
{
    /// <summary>Number of seeds; the nightly build runs 10,000.</summary>
    private static readonly int Seeds = Campaign.Count("SCALEWRIGHT_SEEDS", 100, 500);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_standard_program_passes_for_every_seed()
    {
        ExplorationReport report = await Exploring.ExploreAsync(Seeds, new ExplorationOptions { MaxFailures = 3 });

        report.Failures.ShouldBeEmpty(report.ToString());
        report.SeedCount.ShouldBe(Seeds);
        report.MinStepCount.ShouldBeGreaterThanOrEqualTo(1000);
        report.KillCount.ShouldBeGreaterThan(Seeds / 10);
    }
}
