namespace Testing.Tests;

public class FactTests
{
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_simulation_fact_supports_skip_display_name_and_timeout()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(AsFacts));

        results["It_is_skipped"].State.ShouldBe("skipped");
        results["It_is_skipped"].Message.ShouldBe("not now");
        results["A name of its own"].State.ShouldBe("passed");
        results["It_hangs"].Types.ShouldBe(["Xunit.Sdk.TestTimeoutException"]);
        results["It_hangs"].Message.ShouldBe("Test execution timed out after 300 milliseconds");
    }

    [Fact]
    public void A_test_method_may_take_a_provider_and_a_token_be_static_be_killed_and_set_options()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(Methods));

        results.Count.ShouldBe(5);
        results.Values.ShouldAllBe(result => result.State == "passed");
        results["A_test_with_a_killed_controller"].Output.ShouldContain("; 5 faults, 5 kills;");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_fixture_opens_the_provider_that_the_environment_variable_names() =>
        HostRun.One(nameof(PlacedFarm), ("SCALEWRIGHT_PROVIDER", "other")).State.ShouldBe("passed");

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("", "Actual:   \"simulation\"")]
    [InlineData("elsewhere", "SCALEWRIGHT_PROVIDER names 'elsewhere'; use other, simulation.")]
    public void A_fixture_uses_the_simulation_by_default_and_rejects_an_unknown_provider(string place, string message)
    {
        Result result = HostRun.One(nameof(PlacedFarm), ("SCALEWRIGHT_PROVIDER", place));

        result.State.ShouldBe("failed");
        result.Message.ShouldContain(message);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_fixture_rejects_the_former_variable_and_names_the_new_one()
    {
        Result result = HostRun.One(nameof(PlacedFarm), ("SCALEWRIGHT_PLACE", "other"));

        result.State.ShouldBe("failed");
        result.Message.ShouldContain("SCALEWRIGHT_PLACE is 'other', but is no longer read; set SCALEWRIGHT_PROVIDER instead.");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_program_that_cannot_be_simulated_fails_with_an_explanation()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(Misbehaving));

        results["It_exceeds_the_virtual_timeout"]
            .Message.ShouldContain("The program did not complete within 01:30:00 and was killed at 01:30:00.");
        results["It_exceeds_the_virtual_timeout"]
            .Message.ShouldContain("\n    Testing.Host.Cases.Misbehaving.It_exceeds_the_virtual_timeout(");
        results["It_waits_for_a_task_that_never_completes"]
            .Message.ShouldContain("\n    Testing.Host.Cases.Misbehaving.It_waits_for_a_task_that_never_completes(");
        results["It_leaves_the_simulation_thread"].Message.ShouldContain("Task.Run");
        results["It_leaves_the_simulation_thread"].Message.ShouldContain("The faults of the seed are not listed");
        results["It_uses_the_shared_random_source"].Message.ShouldStartWith("1:none failed (seeds 1 to 40).\n");
        results["It_uses_the_shared_random_source"].Message.ShouldContain("Two runs of the same seed differ: ");
        results.Values.ShouldAllBe(result => result.Types[0] == "Scalewright.Testing.SeedFailedException");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_nondeterministic_program_fails_again_when_it_is_replayed() =>
        HostRun
            .Of(nameof(Misbehaving), ("SCALEWRIGHT_REPLAY", "20:none"))["It_uses_the_shared_random_source"]
            .Message.ShouldStartWith("20:none failed again.\n");

    [Theory]
    [InlineData("No_parameter", "No_parameter: it has no parameter; take a SimulationProvider, a CancellationToken, or both")]
    [InlineData(
        "A_parameter_of_an_unsupported_type",
        "A_parameter_of_an_unsupported_type: parameter 'count' is of type Int32; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData(
        "Two_parameters_of_the_same_kind",
        "Two_parameters_of_the_same_kind: two parameters are of the same kind; take a SimulationProvider, a CancellationToken, or both"
    )]
    [InlineData("Async_void", "Async_void: it is async void, so its end is not observed; make it async Task")]
    [InlineData("A_number", "A_number: it returns Int32; return Task, ValueTask or nothing")]
    [InlineData(
        "Two_numbers_out_of_range",
        "SeedCount: '0' is not a number of seeds; use 1 or more",
        "VirtualTimeoutMinutes: -1 is below 1; use 1 or more, or leave it out"
    )]
    [InlineData(
        "A_seed_range_that_overflows",
        "FirstSeed: the range of seeds ends before 2 seeds from 9223372036854775807; use a lower one"
    )]
    [InlineData(
        "Four_invalid_members",
        "CheckMethod: Wrong has no method 'Nothing'; name one method of the test class",
        "FaultNodes: the faults are given too; leave out one of them; FaultGenerator.Swarm takes names of nodes",
        "FaultsMember: Wrong has no static FaultGenerator 'NoDraw'; name a static property or field of that type",
        "OptionsMember: Wrong has no static SimulationOptions 'Nowhere'; name a static property or field of that type"
    )]
    [InlineData("An_empty_node_name", "FaultNodes: a name is null or empty; name nodes that the test makes, or leave it out")]
    [InlineData(
        "An_invalid_check_method",
        "Bad_check: parameter 'text' is of type String; take a SimulationProvider, a CancellationToken, or both",
        "Bad_check: it returns Boolean; return Task, ValueTask or nothing"
    )]
    public void An_invalid_simulation_fact_fails_with_all_its_problems(string method, params string[] problems)
    {
        Result result = Wrong.Value[method];

        result.State.ShouldBe("failed");
        result.Message.ShouldBe(
            $"Testing.Host.Cases.Wrong.{method} cannot be run:{string.Concat(problems.Select(problem => $"\n  {problem} [SW7001]"))}"
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_test_that_names_a_missing_node_fails_with_the_most_similar_name()
    {
        Result result = HostRun.One(nameof(NoSuchNode));

        result.State.ShouldBe("failed");
        result.Message.ShouldStartWith(
            "Testing.Host.Cases.NoSuchNode.It_passes does not test all nodes that it names:\n  Nodes: no seed ever had a node 'node-9', so its faults had no effect; use one of 'node-1'"
        );
    }

    private static Lazy<Dictionary<string, Result>> Wrong { get; } = new(() => HostRun.Of(nameof(Wrong)));
}
