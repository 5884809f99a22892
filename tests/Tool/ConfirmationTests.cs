namespace Tool.Tests;

public sealed class ConfirmationTests : IDisposable
{
    private const string Asked = " of farm?\e[0m Only 'yes' continues: ";
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Removals { get; } =
        new() { { "apply farm.yaml --state state", "1 node" }, { "destroy state", "all 3 nodes" } };

    public void Dispose() => _folder.Dispose(); // Remaining nodes are files in this folder; no process runs.

    [Theory, MemberData(nameof(Removals))]
    public void A_removal_without_a_terminal_needs_yes_and_otherwise_changes_nothing(string command, string removed)
    {
        Make(3);
        WriteFarm(2);

        ProgramResult refused = Start(command);
        int before = CountNodes();
        ProgramResult accepted = Start($"{command} --yes");

        refused.ExitCode.ShouldBe(2, refused.Text);
        refused.Output.ShouldContain("node-3");
        refused.Errors.ShouldBe(
            $"error: {removed} would be removed, and there is no terminal to ask; nothing was changed; give --yes [SW6020]"
        );
        before.ShouldBe(3);
        accepted.ExitCode.ShouldBe(0, accepted.Text);
        CountNodes().ShouldBeLessThan(3);
    }

    [Theory, MemberData(nameof(Removals))]
    public void A_document_asks_no_question_and_a_refusal_has_its_plan(string command, string removed)
    {
        Make(3);
        WriteFarm(2);

        ProgramResult refused = Start($"{command} --json");

        refused.ExitCode.ShouldBe(2, refused.Text);
        JsonElement document = JsonDocument.Parse(refused.Output).RootElement;
        document.GetProperty("exitCode").GetInt32().ShouldBe(2);
        document
            .GetProperty("problems")[0]
            .GetProperty("found")
            .GetString()
            .ShouldBe($"{removed} would be removed, and --json asks no question; nothing was changed");
        document.GetProperty("result").ToString().ShouldContain("node-3");
        refused.Errors.ShouldBeEmpty();
        CountNodes().ShouldBe(3);
    }

    [Fact]
    public void A_change_that_removes_nothing_asks_nothing()
    {
        Make(1);
        WriteFarm(2);

        Start("apply farm.yaml --state state").ExitCode.ShouldBe(0);
        Start("destroy state --yes").ExitCode.ShouldBe(0);
        ProgramResult again = Start("destroy state");

        again.ExitCode.ShouldBe(0, again.Text);
    }

    [Theory]
    [InlineData("apply farm.yaml --state state", "yes\\n", 0, 2)]
    [InlineData("apply farm.yaml --state state", "y\\n", 1, 3)]
    [InlineData("destroy state", "yes\\n", 0, 0)]
    [InlineData("destroy state", "no\\n", 1, 3)]
    [InlineData("destroy state", "\\004", 1, 3)] // Ctrl+D
    [InlineData("scale farm 2 --state state", "yes\\n", 0, 2)]
    [InlineData("scale farm 2 --state state", "\\n", 1, 3)]
    [InlineData("reap --lineage LINEAGE", "yes\\n", 0, 0)]
    [InlineData("reap --lineage LINEAGE", "YES\\n", 1, 3)]
    public void On_a_terminal_only_yes_removes(string command, string keys, int exitCode, int nodes)
    {
        Make(3);
        WriteFarm(2);

        ProgramResult result = ToolRun.AtTerminal(
            _folder.Root,
            keys,
            [.. command.Replace("LINEAGE", GetLineage(), StringComparison.Ordinal).Split(' '), .. Processes]
        );

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Text.ShouldContain(Asked);
        result.Text.Contains("Nothing was changed.", StringComparison.Ordinal).ShouldBe(exitCode == 1);
        CountNodes().ShouldBe(nodes);
    }

    [Theory]
    [InlineData("yes\\n", 0, 2)]
    [InlineData("no\\n", 1, 3)]
    public void An_adoption_asks_on_a_terminal_before_it_removes_a_node(string keys, int exitCode, int nodes)
    {
        Make(3);
        WriteFarm(2);

        ProgramResult result = ToolRun.AtTerminal(_folder.Root, keys, ["adopt", "farm.yaml", "--state", "other", .. Processes]);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Text.ShouldContain(Asked);
        CountNodes().ShouldBe(nodes);
    }

    private int CountNodes() =>
        JsonDocument
            .Parse(Start("list --json").Output)
            .RootElement.GetProperty("result")
            .GetProperty("clusters")
            .EnumerateArray()
            .Sum(cluster => cluster.GetProperty("nodes").GetInt32());

    private string GetLineage() =>
        JsonDocument
            .Parse(Start("list --json").Output)
            .RootElement.GetProperty("result")
            .GetProperty("clusters")[0]
            .GetProperty("lineage")
            .GetString()!;

    private void Make(int nodes)
    {
        WriteFarm(nodes);
        ProgramResult made = Start("apply farm.yaml --state state");
        made.ExitCode.ShouldBe(0, made.Text);
    }

    private void WriteFarm(int nodes) => _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {nodes}}}]\n");

    private ProgramResult Start(string command) => ToolRun.Start(_folder.Root, [.. command.Split(' '), .. Processes]);
}
