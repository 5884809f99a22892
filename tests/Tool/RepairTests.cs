namespace Tool.Tests;

public sealed class RepairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Repair_does_not_change_an_intact_journal()
    {
        Write(3);
        byte[] before = File.ReadAllBytes(Journal);

        ProgramResult result = ToolRun.Start(_folder.Root, "repair", "state");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("state: the journal is sound; nothing is to be cut");
        File.ReadAllBytes(Journal).ShouldBe(before);
    }

    [Fact]
    public void Repair_leaves_an_unfinished_last_line_to_the_next_change_and_says_so()
    {
        Write(3);
        byte[] sound = File.ReadAllBytes(Journal);
        File.WriteAllBytes(Journal, [.. sound, .. "garbage"u8]);

        ProgramResult repair = ToolRun.Start(_folder.Root, "repair", "state");
        byte[] after = File.ReadAllBytes(Journal);

        repair.ExitCode.ShouldBe(0, repair.Text);
        repair.Output.ShouldBe(
            "state: the journal is sound except for an unfinished last line, which the next change drops; nothing is to be cut"
        );
        repair.Errors.ShouldBe(
            $"warning: state/journal.log: 7 bytes at offset {sound.Length}: an unfinished write after change 3; the next change drops them; no action is required [SW3101]"
        );
        after.ShouldBe([.. sound, .. "garbage"u8]);
    }

    [Fact]
    public void A_dry_run_of_repair_reports_the_changes_to_be_lost_and_writes_nothing()
    {
        int offset = Damage();
        string[] before = Names();
        byte[] journal = File.ReadAllBytes(Journal);

        ProgramResult result = ToolRun.Start(_folder.Root, "repair", "state", "--dry-run");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe(
            $"""
            changes up to 3 would be kept
            2 changes would be lost: 4 to 5
            {journal.Length - offset} bytes would be cut off at offset {offset}
            the damaged journal would be kept as journal.log.damaged-{offset}
            """.ReplaceLineEndings("\n")
        );
        result.Errors.ShouldContain($"error: state/journal.log: change 4 is damaged at offset {offset}");
        result.Errors.ShouldContain("scalewright repair state [SW3001]");
        Names().ShouldBe(before);
        File.ReadAllBytes(Journal).ShouldBe(journal);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Repair_truncates_a_damaged_journal_and_keeps_a_copy()
    {
        int offset = Damage();
        byte[] journal = File.ReadAllBytes(Journal);

        ProgramResult result = ToolRun.StartProcess(_folder.Root, "repair", "state");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldStartWith("changes up to 3 kept\n2 changes lost: 4 to 5\n");
        File.ReadAllBytes(Journal).ShouldBe(journal[..offset]);
        File.ReadAllBytes($"{Journal}.damaged-{offset}").ShouldBe(journal);
        ToolRun
            .StartProcess(_folder.Root, "repair", "state")
            .Output.ShouldBe("state: no line of the journal is damaged, and changes are missing; nothing is to be cut");
    }

    [Theory]
    [InlineData("missing", "the folder does not exist")]
    [InlineData(".", "there is no state in this folder; name the folder of a state: where journal.log is")]
    public void Repair_of_a_folder_without_a_state_is_rejected(string folder, string found)
    {
        ProgramResult result = ToolRun.Start(_folder.Root, "repair", folder);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain(found);
        result.Errors.ShouldNotContain("delete");
        result.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public void List_ignores_a_state_that_is_not_of_a_cluster()
    {
        Write(3);

        ProgramResult result = ToolRun.Start(_folder.Root, "list", ".");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.ShouldBe("no clusters");
    }

    [Fact]
    public void Repair_of_a_journal_with_a_damaged_first_line_fails_and_changes_nothing()
    {
        Write(3);
        byte[] journal = File.ReadAllBytes(Journal);
        journal[70] ^= 1;
        File.WriteAllBytes(Journal, journal);

        ProgramResult result = ToolRun.Start(_folder.Root, "repair", "state");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("the first line is damaged");
        File.ReadAllBytes(Journal).ShouldBe(journal);
    }

    private string Journal => _folder.At("state", "journal.log");

    /// <summary>Flips a bit in the fourth of five changes and returns the position of that change.</summary>
    private int Damage()
    {
        Write(5);
        byte[] journal = File.ReadAllBytes(Journal);
        int[] ends = [.. Enumerable.Range(1, journal.Length).Where(end => journal[end - 1] == '\n')];
        journal[ends[3] + 65] ^= 1;
        File.WriteAllBytes(Journal, journal);
        return ends[3];
    }

    private void Write(int changes)
    {
        ProgramResult made = Command.Run(
            TestProgram.Path,
            _folder.Root,
            new Dictionary<string, string>(),
            "journal",
            "write",
            "state",
            $"{changes}",
            "1"
        );
        made.ExitCode.ShouldBe(0, made.Text);
    }

    private string[] Names() => [.. Directory.EnumerateFiles(_folder.At("state")).Order(StringComparer.Ordinal)];
}
