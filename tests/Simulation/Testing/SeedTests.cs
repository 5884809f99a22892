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
        results["It_fails"]
            .Message.ShouldContain(
                "\nReason: Xunit.Sdk.FalseException: seed 7 is unlucky\nPhase: under faults, at 01:00:00 of virtual time\n"
            );
        results["It_fails"].Message.ShouldContain("\nNo fault is needed.");
        results["It_fails"].Output.Split('\n').Where(line => line.StartsWith("seed <", StringComparison.Ordinal)).ShouldBe(["seed <7>"]);
        results["It_passes"].State.ShouldBe("passed");
        results["It_passes"].Output.ShouldStartWith("1 seed, ");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_environment_variable_sets_the_number_of_seeds() =>
        HostRun.Of(nameof(SeventhSeed), ("SCALEWRIGHT_SEEDS", "6"))["It_fails"].Output.ShouldStartWith("6 seeds, ");

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Ranges_of_seeds_report_the_same_counts_as_one_run_over_all_seeds()
    {
        using TemporaryFolder folder = new();
        Explore("whole.jsonl", "1", "24");
        Explore("parts.jsonl", "1", "9");
        File.AppendAllText(folder.At("parts.jsonl"), "{\"test\":\"a line of a killed pro");
        Explore("parts.jsonl", "10", "15");

        JsonElement whole = ReadLines(folder.At("whole.jsonl")).ShouldHaveSingleItem();
        JsonElement[] parts = ReadLines(folder.At("parts.jsonl"));
        whole.GetProperty("test").GetString().ShouldBe("Testing.Host.Cases.KeptFarm.The_farm_replaces_lost_nodes");
        whole.GetProperty("failures").GetArrayLength().ShouldBe(0);
        whole.GetProperty("seedsRun").GetInt32().ShouldBe(24);
        parts.Select(part => part.GetProperty("firstSeed").GetInt64()).ShouldBe([1, 10]);
        foreach (string count in (string[])["seeds", "seedsRun", "determinismChecks", "faults", "kills", "steps"])
        {
            parts.Sum(part => part.GetProperty(count).GetInt64()).ShouldBe(whole.GetProperty(count).GetInt64(), count);
        }

        void Explore(string file, string first, string seeds) =>
            HostRun
                .One(
                    nameof(KeptFarm),
                    ("SCALEWRIGHT_FIRST_SEED", first),
                    ("SCALEWRIGHT_SEEDS", seeds),
                    ("SCALEWRIGHT_SEED_REPORT", folder.At(file))
                )
                .State.ShouldBe("passed");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_report_has_the_lowest_failing_seed_of_the_range()
    {
        using TemporaryFolder folder = new();

        Dictionary<string, Result> results = HostRun.Of(
            nameof(SeventhSeed),
            ("SCALEWRIGHT_FIRST_SEED", "5"),
            ("SCALEWRIGHT_SEEDS", "4"),
            ("SCALEWRIGHT_SEED_REPORT", folder.At("seeds.jsonl"))
        );

        results["It_fails"].Message.ShouldStartWith("7:none failed (seeds 5 to 8).\n");
        JsonElement[] lines =
        [
            .. ReadLines(folder.At("seeds.jsonl")).OrderBy(line => line.GetProperty("test").GetString(), StringComparer.Ordinal),
        ];
        lines
            .Select(line => line.GetProperty("test").GetString())
            .ShouldBe(["Testing.Host.Cases.SeventhSeed.It_fails", "Testing.Host.Cases.SeventhSeed.It_passes"]);
        JsonElement failure = lines[0].GetProperty("failures").EnumerateArray().ShouldHaveSingleItem();
        failure.GetProperty("seed").GetInt64().ShouldBe(7);
        failure.GetProperty("replay").GetString().ShouldBe("7:none");
        failure.GetProperty("exception").GetString().ShouldBe("Xunit.Sdk.FalseException");
        failure.GetProperty("message").GetString().ShouldStartWith("seed 7 is unlucky");
        failure.GetProperty("phase").GetString().ShouldBe("under faults, at 01:00:00 of virtual time");
    }

    [Fact]
    public void The_report_of_a_replay_has_its_seed()
    {
        using TemporaryFolder folder = new();

        HostRun.Of(nameof(SeventhSeed), ("SCALEWRIGHT_REPLAY", "9:none"), ("SCALEWRIGHT_SEED_REPORT", folder.At("seeds.jsonl")));

        JsonElement line = ReadLines(folder.At("seeds.jsonl"))
            .Single(line => line.GetProperty("test").GetString()!.EndsWith("It_fails", StringComparison.Ordinal));
        line.GetProperty("firstSeed").GetInt64().ShouldBe(9);
        line.GetProperty("seeds").GetInt32().ShouldBe(1);
        line.GetProperty("failures").EnumerateArray().ShouldHaveSingleItem().GetProperty("replay").GetString().ShouldBe("9:none");
    }

    [Fact]
    public void An_environment_variable_selects_a_single_seed()
    {
        Dictionary<string, Result> results = HostRun.Of(nameof(SeventhSeed), ("SCALEWRIGHT_REPLAY", "9:none"));

        results["It_fails"].Message.ShouldStartWith("9:none failed again.\n");
        results["It_fails"].Output.ShouldBe("seed <9>\n");
        results["It_passes"].Output.ShouldStartWith("9:none passes: ");
    }

    [Theory]
    [InlineData("27:16@00:03:00", "failed")]
    [InlineData("27:+lose(web-3)@00:02:17.73,+crash(web-1)@00:09:00", "failed")]
    [InlineData("27:none", "passed")]
    public void A_changed_run_has_the_replay_string_and_its_page_the_same_bytes(string replay, string state)
    {
        using TemporaryFolder folder = new();

        Result[] results =
        [
            .. new[] { "first", "second" }.Select(name =>
                HostRun.One(
                    nameof(ShopTests),
                    ("SCALEWRIGHT_REPLAY", replay),
                    ("SCALEWRIGHT_TRACE", folder.At(name)),
                    ("SCALEWRIGHT_TRACE_ALL", "1")
                )
            ),
        ];

        results[0].State.ShouldBe(state);
        $"{results[0].Message}{results[0].Output}".ShouldStartWith(
            state == "failed"
                ? $"{replay} failed again.\nReplay: SCALEWRIGHT_REPLAY={(replay.Contains('(') ? $"'{replay}'" : replay)} dotnet test "
                : $"{replay} passes: 0 faults, "
        );
        $"{results[0].Message}{results[0].Output}".ShouldContain($"Trace: {folder.At("first")}");
        byte[][] pages =
        [
            .. new[] { "first", "second" }.Select(name => File.ReadAllBytes(Directory.GetFiles(folder.At(name)).ShouldHaveSingleItem())),
        ];
        pages[0].ShouldBe(pages[1]);
    }

    [Fact]
    public void A_passing_run_has_a_page_only_if_that_is_requested()
    {
        using TemporaryFolder folder = new();

        HostRun
            .One(nameof(ShopTests), ("SCALEWRIGHT_REPLAY", "27:none"), ("SCALEWRIGHT_TRACE", folder.At("pages")))
            .Output.ShouldNotContain("Trace:");

        Directory.Exists(folder.At("pages")).ShouldBeFalse();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(
        "SCALEWRIGHT_REPLAY",
        "9:x",
        "SCALEWRIGHT_REPLAY: '9:x' is not a replay string: at character 3, 'x' is not a fault; use none, a number, a range as in 5-7, a moved fault as in 3@00:02:10, or an added one as in +crash(web-2)@00:05:00; use the text that the failing test printed, and run this test alone [SW7001]"
    )]
    [InlineData("SCALEWRIGHT_TRACE_ALL", "yes", "SCALEWRIGHT_TRACE_ALL: 'yes' is neither 0 nor 1; use 1 or leave it out [SW7001]")]
    [InlineData("SCALEWRIGHT_REPLAY", "9:400", "SCALEWRIGHT_REPLAY: '9:400' keeps fault 400, but seed 9 generates ")]
    [InlineData("SCALEWRIGHT_SEEDS", "many", "SCALEWRIGHT_SEEDS: 'many' is not a number of seeds; use 1 or more [SW7001]")]
    [InlineData("SCALEWRIGHT_SEEDS", "0", "SCALEWRIGHT_SEEDS: '0' is not a number of seeds; use 1 or more [SW7001]")]
    [InlineData(
        "SCALEWRIGHT_FIRST_SEED",
        "1.5",
        "SCALEWRIGHT_FIRST_SEED: '1.5' is not a seed; use a whole number, for example 1001 [SW7001]"
    )]
    [InlineData(
        "SCALEWRIGHT_FIRST_SEED",
        "9223372036854775807",
        "SCALEWRIGHT_FIRST_SEED: the range of seeds ends before 1 seeds from 9223372036854775807; use a lower one [SW7001]"
    )]
    [InlineData(
        "SCALEWRIGHT_SEED_REPORT",
        "/proc/no-such-folder/seeds.jsonl",
        "SCALEWRIGHT_SEED_REPORT: Could not find a part of the path '/proc/no-such-folder/seeds.jsonl'; use the path of a file that the test can write [SW7001]"
    )]
    public void An_invalid_environment_variable_fails_the_test_and_is_named(string variable, string value, string message)
    {
        Result result = HostRun.Of(nameof(SeventhSeed), (variable, value))["It_passes"];

        result.State.ShouldBe("failed");
        result.Types.ShouldBe(["Scalewright.Testing.SimulationFactException"]);
        result.Message.ShouldStartWith("Testing.Host.Cases.SeventhSeed.It_passes cannot be run:\n  " + message);
    }

    /// <summary>Reads the complete lines; the line of a killed process is not JSON.</summary>
    private static JsonElement[] ReadLines(string file) =>
        [.. File.ReadAllLines(file).Where(line => line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement)];
}
