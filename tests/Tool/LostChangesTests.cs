namespace Tool.Tests;

/// <summary>A state that lost acknowledged changes: every verb rejects it until the user accepts the loss.</summary>
public sealed class LostChangesTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public LostChangesTests()
    {
        WriteFarm(2);
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        WriteFarm(4);
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(0), InlineData(9)]
    public void A_truncated_journal_is_rejected_until_it_is_accepted_explicitly(int torn)
    {
        Cut(lines: 3, torn);
        byte[] before = File.ReadAllBytes(Journal);

        ProgramResult repair = Start("repair", "state");
        ProgramResult json = Start("repair", "state", "--json");
        ProgramResult[] refused =
        [
            Start(["status", "state", .. Processes]),
            Start(["apply", "farm.yaml", .. Processes, "--state", "state"]),
            Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]),
            Start(["destroy", "state", .. Processes, "--yes"]),
            Start(["adopt", "farm.yaml", .. Processes, "--state", "state"]),
            Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]),
        ];
        ProgramResult dry = Start(["repair", "state", "--accept-older-state", .. Processes, "--dry-run"]);
        File.ReadAllBytes(Journal).ShouldBe(before);
        ProgramResult accepted = Start(["repair", "state", "--accept-older-state", .. Processes]);
        ProgramResult status = Start(["status", "state", .. Processes]);
        ProgramResult plan = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult applied = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult again = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        repair.ExitCode.ShouldBe(1, repair.Text);
        repair.Output.ShouldBe("state: no line of the journal is damaged, and changes are missing; nothing is to be cut");
        repair.Errors.ShouldContain("3 acknowledged changes may be missing");
        repair.Errors.ShouldContain("by 'scalewright repair --accept-older-state'");
        JsonNode.Parse(json.Output)!["result"]!["isOlderState"]!.GetValue<bool>().ShouldBeTrue();
        refused.ShouldAllBe(result =>
            result.ExitCode == 1 && result.Errors.Contains("by 'scalewright repair --accept-older-state'", StringComparison.Ordinal)
        );
        refused.ShouldAllBe(result => !result.Errors.Contains("AcceptOlder", StringComparison.Ordinal));
        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldStartWith("state: the state would be accepted as it is; nothing would be removed\n");
        accepted.ExitCode.ShouldBe(0, accepted.Text);
        accepted.Output.ShouldStartWith("state: the state is accepted as it is; nothing was removed\n");
        status.ExitCode.ShouldBe(0, status.Text);
        plan.ExitCode.ShouldBe(0, plan.Text);
        plan.Output.ShouldNotContain("- node");
        applied.ExitCode.ShouldBe(0, applied.Text);
        applied.Output.ShouldContain("\nfarm  4 ready  node-1 ");
        again.Output.ShouldBe("farm: nothing to do; nodes: 4 ready.");
        Start(["list", .. Processes]).Output.ShouldContain("farm     4 ");
    }

    [Fact]
    public void A_repaired_journal_is_rejected_until_it_is_accepted_explicitly()
    {
        byte[] journal = File.ReadAllBytes(Journal);
        int[] ends = [.. Enumerable.Range(1, journal.Length).Where(end => journal[end - 1] == '\n')];
        journal[ends[^4] + 70] ^= 1;
        File.WriteAllBytes(Journal, journal);

        ProgramResult early = Start(["repair", "state", "--accept-older-state", .. Processes]);
        ProgramResult cut = Start("repair", "state");
        ProgramResult refused = Start(["status", "state", .. Processes]);
        ProgramResult accepted = Start(["repair", "state", "--accept-older-state", .. Processes]);
        ProgramResult applied = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        early.ExitCode.ShouldBe(1, early.Text);
        early.Errors.ShouldContain("scalewright repair state [SW3001]");
        cut.ExitCode.ShouldBe(0, cut.Text);
        cut.Output.ShouldContain("\ncontinue without them by 'scalewright repair --accept-older-state'");
        refused.ExitCode.ShouldBe(1, refused.Text);
        accepted.ExitCode.ShouldBe(0, accepted.Text);
        applied.ExitCode.ShouldBe(0, applied.Text);
    }

    [Fact]
    public void A_dry_run_of_adopt_fails_like_adopt_itself_and_writes_nothing()
    {
        File.Delete(Journal);
        string[] before = Files();

        ProgramResult dry = Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        Files().ShouldBe(before);
        ProgramResult real = Start(["adopt", "farm.yaml", .. Processes, "--state", "state"]);

        dry.ExitCode.ShouldBe(1, dry.Text);
        dry.Errors.ShouldContain("the journal is missing");
        real.ExitCode.ShouldBe(1, real.Text);
        real.Errors.ShouldBe(dry.Errors);
    }

    [Fact]
    public void A_dry_run_of_adopt_into_an_intact_state_plans_from_that_state()
    {
        WriteFarm(3);

        ProgramResult dry = Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        ProgramResult real = Start(["adopt", "farm.yaml", .. Processes, "--state", "state", "--yes"]);

        dry.Output.ShouldEndWith("\n- node node-4\nPlan: 0 nodes to create, 0 to change, 1 to remove");
        real.ExitCode.ShouldBe(0, real.Text);
        real.Output.ShouldContain("\nfarm  3 ready  node-1 ");
    }

    private string Journal => _folder.At("state", "journal.log");

    private void WriteFarm(int nodes) => _folder.Write("farm.yaml", $"profiles: [{{name: farm, plugin: builtin, count: {nodes}}}]\n");

    /// <summary>Removes the last lines of the journal but keeps the first bytes of the first removed line.</summary>
    private void Cut(int lines, int torn)
    {
        byte[] journal = File.ReadAllBytes(Journal);
        int[] ends = [.. Enumerable.Range(1, journal.Length).Where(end => journal[end - 1] == '\n')];
        File.WriteAllBytes(Journal, journal[..(ends[^(lines + 1)] + torn)]);
    }

    private string[] Files() =>
        [
            .. Directory
                .EnumerateFiles(_folder.At("state"))
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"),
        ];

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
