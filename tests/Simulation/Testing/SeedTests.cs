namespace Testing.Tests;

public class SeedTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Each_seed_has_its_own_initialized_and_disposed_instance_and_fixtures_are_shared()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(Life));

        results.Keys.ShouldBe(["Each_seed_has_an_instance"]);
        results["Each_seed_has_an_instance"].State.ShouldBe("passed", results["Each_seed_has_an_instance"].Message);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_lowest_failing_seed_is_reported_with_only_its_output()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(SeventhSeed));

        results["It_fails"].Message.ShouldStartWith("7:none failed (seeds 1 to 50).\n");
        results["It_fails"].Message.ShouldContain("\nReason: Xunit.Sdk.FalseException: seed 7 is unlucky\nPhase: under faults, at 01:00:00 of virtual time\n");
        results["It_fails"].Message.ShouldContain("\nNo fault is needed.");
        results["It_fails"].Output.Split('\n').Where(line => line.StartsWith("seed <", StringComparison.Ordinal)).ShouldBe(["seed <7>"]);
        results["It_passes"].State.ShouldBe("passed");
        results["It_passes"].Output.ShouldStartWith("1 seed, ");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_environment_variable_sets_the_number_of_seeds() =>
        HostRun.Of(nameof(SeventhSeed), ("SCALEWRIGHT_SEEDS", "6"))["It_fails"].Output.ShouldStartWith("6 seeds, ");

    [Fact]
    public void An_environment_variable_selects_a_single_seed()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(SeventhSeed), ("SCALEWRIGHT_REPLAY", "9:none"));

        results["It_fails"].Message.ShouldStartWith("9:none failed again.\n");
        results["It_fails"].Output.ShouldBe("seed <9>\n");
        results["It_passes"].Output.ShouldStartWith("9:none passes: ");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("SCALEWRIGHT_REPLAY", "9:x", "SCALEWRIGHT_REPLAY: '9:x' is not a replay string; use a seed and the faults to keep, for example 417:2,5-7; give what the failing test printed, to this test alone [SW7001]")]
    [InlineData("SCALEWRIGHT_REPLAY", "9:400", "SCALEWRIGHT_REPLAY: '9:400' keeps fault 400, but seed 9 generates ")]
    [InlineData("SCALEWRIGHT_SEEDS", "many", "SCALEWRIGHT_SEEDS: 'many' is no number of seeds; use 1 or more [SW7001]")]
    [InlineData("SCALEWRIGHT_SEEDS", "0", "SCALEWRIGHT_SEEDS: '0' is no number of seeds; use 1 or more [SW7001]")]
    public void An_invalid_environment_variable_fails_the_test_and_is_named(string variable, string value, string message)
    {
        Result result = HostRun.Of(nameof(SeventhSeed), (variable, value))["It_passes"];

        result.State.ShouldBe("failed");
        result.Types.ShouldBe(["Scalewright.Testing.SimulationFactException"]);
        result.Message.ShouldStartWith("Testing.Host.Cases.SeventhSeed.It_passes cannot be run:\n  " + message);
    }
}
