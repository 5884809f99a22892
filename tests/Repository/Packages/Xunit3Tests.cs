namespace Packages.Tests;

/// <summary>A project of a user with xunit v3. The sample <c>FarmTests</c> is another.</summary>
[Trait(Category.Name, Category.Packaging)]
[Collection(SharedPackages.Name)]
public class Xunit3Tests(Consumers consumers)
{
    [Fact]
    public void Simulation_facts_and_cluster_fixtures_behave_as_with_xunit_2()
    {
        consumers.Write("Facts");

        ProgramResult result = consumers.Try("test", "Facts");

        result.Output.ShouldContain("Failed:     3, Passed:     3, Skipped:     1, Total:     7,", customMessage: result.Text);
        result.Output.ShouldContain(
            "7:none failed (seeds 1 to 50).\nReplay: SCALEWRIGHT_REPLAY=7:none dotnet test --filter FullyQualifiedName=Facts.SeedTests.The_seventh_seed_fails\nReason: Xunit.Sdk.FalseException: seed 7 is unlucky\n"
        );
        result
            .Output.Split('\n')
            .Where(line => line.Contains("seed <", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .Trim()
            .ShouldBe("seed <7>");
        result.Output.ShouldContain(
            """
            Facts.SeedTests.It_is_invalid cannot be run:
              It_is_invalid: parameter 'count' is of type Int32; take a SimulationProvider, a CancellationToken, or both [SW7001]
              It_is_invalid: it returns Int32; return Task, ValueTask or nothing [SW7001]
              SeedCount: '0' is not a number of seeds; use 1 or more [SW7001]
              VirtualTimeoutMinutes: -1 is below 1; use 1 or more, or leave it out [SW7001]
            """
        );
        result.Output.ShouldContain("Test execution timed out after 300 milliseconds");
        result.Output.ShouldNotContain("Cleanup Failure");
    }

    [Fact]
    public void A_filter_selects_a_simulation_fact_by_its_name()
    {
        consumers.Write("Facts");

        ProgramResult result = consumers.Build("test", "Facts", "--filter", "FullyQualifiedName=Facts.LifeTests.Each_seed_has_an_instance");

        result.Output.ShouldContain("Failed:     0, Passed:     1, Skipped:     0,");
    }
}
