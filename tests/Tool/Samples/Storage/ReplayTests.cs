namespace Samples.Tests.Storage;

/// <summary>The simulator's verb replay, with the cases and traces of the conformance suite failover.</summary>
public class ReplayTests
{
    private static readonly string Cases = Repository.At("tests", "Conformance", "Cases", "failover", "resource-model");

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("rm-020", "strict")]
    [InlineData("rm-020", "compat", "--compat")]
    [InlineData("rm-003", "strict")]
    [InlineData("rm-003", "compat", "--compat")]
    public void Replay_of_a_recorded_case_prints_its_recorded_trace(string name, string trace, params string[] options)
    {
        string path = Path.Combine(Cases, $"{name}.json");

        ProgramResult run = Replay([path, .. options]);

        run.ExitCode.ShouldBe(0, run.Errors);
        JsonArray shown = [.. run.Output.Split('\n').Select(line => JsonNode.Parse(line))];
        JsonNode.DeepEquals(shown, JsonNode.Parse(File.ReadAllText(path))![trace]).ShouldBeTrue(run.Output);
    }

    [Theory]
    [InlineData(
        """[{"op":"join"},{"op":"fly","node":"a"},5]""",
        "event 0: 'join' needs 'node'",
        "event 1: fly is not an operation",
        "event 2: has no 'op'"
    )]
    [InlineData("""{"steps":[]}""", "holds no events")]
    [InlineData("[", "events.json")]
    public void All_invalid_events_are_reported_at_once(string json, params string[] errors)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("events.json"), json);

        ProgramResult run = Replay(folder.At("events.json"));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        errors.ShouldAllBe(error => run.Errors.Contains(error));
    }

    [Fact]
    public void A_file_without_events_is_reported()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("events.json"), "[]");

        ProgramResult run = Replay(folder.At("events.json"));

        (run.ExitCode, run.Output).ShouldBe((0, ""));
        run.Errors.ShouldContain("events.json: holds no event");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_endless_event_file_is_rejected_at_the_size_limit()
    {
        ProgramResult run = Replay("/dev/zero");

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldBe("/dev/zero: has more than 67108864 bytes; replay it in parts");
    }

    private static ProgramResult Replay(params string[] arguments) =>
        Command.Dotnet(
            AppContext.BaseDirectory,
            new Dictionary<string, string>(),
            [Path.Combine(AppContext.BaseDirectory, "StorageSimulator.dll"), "replay", .. arguments]
        );
}
