namespace Tool.Tests;

/// <summary>A state whose first apply ended before it recorded a change. Nothing was created.</summary>
public sealed class UnfinishedStateTests : IDisposable
{
    private static readonly string[] Processes = ["--provider", "processes", "--node-folder", "nodes"];

    private readonly TemporaryFolder _folder = new();

    public UnfinishedStateTests() => _folder.Write("farm.yaml", "profiles: [{name: farm, plugin: builtin, count: 2}]\n");

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(true), InlineData(false)]
    public void Apply_continues_with_a_state_that_has_no_recorded_changes(bool hasMark)
    {
        Begin(hasMark);
        string[] before = Files();

        ProgramResult dry = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        ProgramResult plan = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);
        Files().ShouldBe(before);
        ProgramResult made = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult again = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);

        dry.ExitCode.ShouldBe(0, dry.Text);
        plan.Output.ShouldBe(dry.Output);
        made.ExitCode.ShouldBe(0, made.Text);
        made.Output.ShouldStartWith($"{dry.Output}\nfarm  2 ready  node-1 ");
        again.Output.ShouldBe("farm: nothing to do; nodes: 2 ready.");
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_state_without_recorded_changes_is_not_listed_and_destroy_removes_nothing(bool hasMark)
    {
        Begin(hasMark);
        string[] before = Files();

        ProgramResult list = Start("list", ".");
        ProgramResult status = Start(["status", "state", .. Processes]);
        ProgramResult dry = Start(["destroy", "state", .. Processes, "--dry-run"]);
        ProgramResult destroyed = Start(["destroy", "state", .. Processes, "--yes"]);

        list.ExitCode.ShouldBe(0, list.Text);
        list.Output.ShouldBe("no clusters");
        status.ExitCode.ShouldBe(1, status.Text);
        status.Errors.ShouldContain("there is no cluster in this folder; make one by 'scalewright apply'");
        dry.ExitCode.ShouldBe(0, dry.Text);
        dry.Output.ShouldBe("state: nothing to do");
        destroyed.ExitCode.ShouldBe(0, destroyed.Text);
        destroyed.Output.ShouldBe("state: nothing to do");
        Files().ShouldBe(before);
    }

    [Fact]
    public void Adopt_uses_an_unfinished_state_folder_for_a_cluster_whose_state_is_lost()
    {
        Start(["apply", "farm.yaml", .. Processes, "--state", "lost"]).ExitCode.ShouldBe(0);
        Directory.Delete(_folder.At("lost"), recursive: true);
        Begin(hasMark: true);

        ProgramResult refused = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult adopted = Start(["adopt", "farm.yaml", .. Processes, "--state", "state"]);

        refused.Errors.ShouldContain("[SW6002]");
        adopted.ExitCode.ShouldBe(0, adopted.Text);
        adopted.Output.ShouldContain("\nfarm  2 ready  node-1 ");
    }

    [Fact]
    public void A_state_that_lost_its_changes_is_distinguished_from_an_unused_one()
    {
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        string journal = _folder.At("state", "journal.log");
        File.WriteAllText(journal, File.ReadAllText(journal).Split('\n')[0] + "\n");
        ProgramResult cut = Start(["apply", "farm.yaml", .. Processes, "--state", "state"]);
        File.Delete(_folder.At("state", "mark"));

        ProgramResult removal = Start(["destroy", "state", .. Processes, "--yes"]);

        cut.Errors.ShouldContain("[SW3006]");
        removal.ExitCode.ShouldBe(1, removal.Text);
        removal.Errors.ShouldContain("[SW3006]");
    }

    [Fact]
    public void An_unfinished_last_line_is_ignored_until_the_next_change_drops_it()
    {
        Start(["apply", "farm.yaml", .. Processes, "--state", "state"]).ExitCode.ShouldBe(0);
        File.AppendAllText(_folder.At("state", "journal.log"), "garbage");

        ProgramResult status = Start("status", "state");
        ProgramResult repair = Start("repair", "state");
        ProgramResult apply = Start("apply", "farm.yaml", "--state", "state");
        ProgramResult after = Start("status", "state");

        status.ExitCode.ShouldBe(0, status.Text);
        status.Errors.ShouldMatch(
            "^warning: state/journal.log: 7 bytes at offset [0-9]+: an unfinished write after change [0-9]+; the next change drops them; no action is required \\[SW3101\\]$"
        );
        repair.Errors.ShouldBe(status.Errors);
        apply.ExitCode.ShouldBe(0, apply.Text);
        apply.Errors.ShouldBe(
            status.Errors.Replace("the next change drops them; no action is required", "they were dropped", StringComparison.Ordinal)
        );
        after.Errors.ShouldBe("");
    }

    [Fact]
    public void The_provider_file_of_an_unused_state_is_ignored()
    {
        Directory.CreateDirectory(_folder.At("state"));
        _folder.Write("state/provider.json", """{"provider": "vagrant", "location": "--node-folder /elsewhere"}""");

        ProgramResult dry = Start(["apply", "farm.yaml", .. Processes, "--state", "state", "--dry-run"]);
        ProgramResult plan = Start(["plan", "farm.yaml", .. Processes, "--state", "state"]);
        ProgramResult status = Start(["status", "state", .. Processes]);

        dry.ExitCode.ShouldBe(0, dry.Text);
        plan.ExitCode.ShouldBe(0, plan.Text);
        status.Errors.ShouldContain("[SW6001]");
    }

    /// <summary>Without a mark, the state is as if its creator was killed before it wrote a watermark.</summary>
    private void Begin(bool hasMark)
    {
        Command
            .Run(TestProgram.Path, _folder.Root, new Dictionary<string, string>(), "journal", "write", "state", "0", "1")
            .ExitCode.ShouldBe(0);
        File.ReadAllLines(_folder.At("state", "journal.log")).ShouldHaveSingleItem();
        if (!hasMark)
        {
            File.Delete(_folder.At("state", "mark"));
        }
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
