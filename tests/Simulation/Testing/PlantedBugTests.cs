namespace Testing.Tests;

public class PlantedBugTests
{
    private static readonly (string Name, string Value) Forgets = ("FARM_FORGETS", "1");
    private static readonly Lazy<Result> Found = new(() => HostRun.One(nameof(KeptFarm), Forgets));

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_program_without_the_planted_bug_passes_and_reports_its_faults_and_kills()
    {
        Result result = HostRun.One(nameof(KeptFarm));

        result.State.ShouldBe("passed", result.Message);
        result.Output.ShouldMatch("^30 seeds, 2 of them twice; [0-9]{3,} faults, [0-9]+ kills; ");
    }

    [Fact]
    public void The_failure_message_contains_the_replay_command_the_reason_the_faults_and_the_nodes()
    {
        Result result = Found.Value;
        string[] lines = result.Message.Split('\n');

        string replay = lines[0].Split(' ')[0];
        replay.ShouldMatch("^[0-9]+:[0-9,-]+$");
        lines[0].ShouldBe($"{replay} failed (seeds 1 to 30).");
        lines[1]
            .ShouldBe(
                $"Replay: SCALEWRIGHT_REPLAY={replay} dotnet test --filter FullyQualifiedName=Testing.Host.Cases.KeptFarm.The_farm_replaces_lost_nodes"
            );
        lines[2].ShouldStartWith("Reason: Xunit.Sdk.EqualException: Assert.Equal() Failure");
        result.Message.ShouldMatch(
            "\nFaults needed to reproduce \\(1 of [0-9]+\\):\n  00:[0-9:.]+ (crash of|loss of|restart of|change of|node node-[1-3] stands still).*\nDifferences from [0-9]+:none, which passes:\n  00:[0-9:.]+ node-[1-3] is .*; in the passing run it stays ready\n(  .*\n)+Trace: .*Testing\\.Host\\.Cases\\.KeptFarm\\.The_farm_replaces_lost_nodes\\.[0-9]+-[0-9]+\\.html\nTimeline of calls and faults:\n(  .*\n)+Last events of the nodes:\n  node-1: 00:"
        );
        result.Message.Split("\n  node-").Length.ShouldBe(4);
    }

    [Fact]
    public void The_stack_trace_is_that_of_the_original_failure()
    {
        Result result = Found.Value;

        result.Types.ShouldBe(["Scalewright.Testing.SeedFailedException"]);
        result.Stack.ShouldContain("Testing.Host.Cases.KeptFarm.IsWhole(");
        result.Stack.ShouldNotContain("Scalewright.Testing.");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_replay_reproduces_the_failure_and_passes_without_the_planted_bug()
    {
        Result found = Found.Value;
        string replay = found.Message.Split(' ')[0];

        Result again = HostRun.One(nameof(KeptFarm), Forgets, ("SCALEWRIGHT_REPLAY", replay));
        Result mended = HostRun.One(nameof(KeptFarm), ("SCALEWRIGHT_REPLAY", replay));

        again.State.ShouldBe("failed");
        again.Message.ShouldStartWith($"{replay} failed again.\n");
        Events(again).ShouldBe(Events(found));
        OwnFrames(again).ShouldBe(OwnFrames(found));
        mended.State.ShouldBe("passed", mended.Message);
        mended.Output.ShouldStartWith($"{replay} passes: 1 fault,");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Two_runs_of_the_same_seeds_fail_with_the_same_message() =>
        HostRun.One(nameof(KeptFarm), Forgets).Message.ShouldBe(Found.Value.Message);

    // Excludes frames of the assertion library, which depend on what the compiler inlines.
    private static string[] OwnFrames(Result result) =>
        [
            .. result
                .Stack.Split('\n')
                .Where(line =>
                    line.Contains("Testing.Host.", StringComparison.Ordinal)
                    || !line.TrimStart().StartsWith("at ", StringComparison.Ordinal)
                ),
        ];

    private static string Events(Result result) => result.Message[result.Message.IndexOf("Last events", StringComparison.Ordinal)..];
}
