namespace Samples.Tests.Storage;

/// <summary>Damaged or locked states of the storage simulator and its manager.</summary>
public sealed partial class DamagedStateTests : IDisposable
{
    private static readonly string[] ApiNames = ["AcceptOlder", "BreakLock", "AdoptAsync", "PlanAsync"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_cluster_with_lost_changes_opens_with_the_option_that_the_error_names()
    {
        Simulator("setup", "--server_count", "2").ExitCode.ShouldBe(0);
        Simulator("power", "server", "test000", "off").ExitCode.ShouldBe(0);
        await CutAsync("cluster_sim/journal.log");

        ProgramResult refused = Simulator("status", "servers");
        ProgramResult accepted = Simulator("status", "servers", "--accept_older_state");
        ProgramResult after = Simulator("status", "servers");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("--accept_older_state");
        ApiNames.ShouldAllBe(name => !refused.Errors.Contains(name, StringComparison.Ordinal));
        (accepted.ExitCode, accepted.Output.Contains("test001", StringComparison.Ordinal)).ShouldBe((0, true), accepted.Errors);
        after.ExitCode.ShouldBe(0, after.Errors);
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(true), InlineData(false)]
    public async Task A_cluster_without_journal_and_snapshot_is_rejected_with_the_advice_to_set_it_up_again(bool isEmpty)
    {
        Simulator("setup", "--server_count", "2").ExitCode.ShouldBe(0);
        File.Delete(_folder.At("cluster_sim/journal.log"));
        Array.ForEach(Directory.GetFiles(_folder.At("cluster_sim"), "snapshot*"), File.Delete);
        if (isEmpty)
        {
            await File.WriteAllTextAsync(_folder.At("cluster_sim/journal.log"), "");
        }

        ProgramResult refused = Simulator("status", "servers");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("'setup' and 'register' anew");
        ApiNames.ShouldAllBe(name => !refused.Errors.Contains(name, StringComparison.Ordinal));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_locked_cluster_opens_with_the_option_that_the_error_names()
    {
        Simulator("setup", "--server_count", "2", "--pdu_count", "0").ExitCode.ShouldBe(0);
        (RunningProgram program, _) = await RunningProgram.SampleAsync(
            _folder.Root,
            "StorageSimulator",
            "running",
            "run",
            "--control_port",
            "0"
        );
        await using (program)
        {
            // Without its socket, the lock holder cannot be queried.
            File.Delete(_folder.At("cluster_sim/control.sock"));

            ProgramResult refused = Simulator("status", "servers");
            ProgramResult taken = Simulator("status", "servers", "--break_lock", LockId().Match(refused.Errors).Groups["id"].Value);

            refused.ExitCode.ShouldBe(1);
            ApiNames.ShouldAllBe(name => !refused.Errors.Contains(name, StringComparison.Ordinal));
            (taken.ExitCode, taken.Output.Contains("test001", StringComparison.Ordinal)).ShouldBe((0, true), taken.Errors);
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_manager_with_lost_changes_starts_with_the_option_that_the_error_names()
    {
        (RunningProgram first, string line) = await RunningProgram.SampleAsync(
            _folder.Root,
            "StorageSimulator",
            "Manager at",
            "manager",
            "--port",
            "0",
            "--state",
            "state"
        );
        await using (first)
        {
            line.ShouldEndWith("  (Ctrl-C or SIGTERM stops it)"); // A shell starts a program with '&' with SIGINT ignored.

            // After an orderly shutdown, the later loss of records can be detected.
            (await first.SignalAsync("TERM")).ShouldBe(143);
        }

        await CutAsync("state/journal.log");

        ProgramResult refused = Manager("--state", "state");
        await using ManagerProcess accepted = await ManagerProcess.StartAsync(_folder.Root, "--state", "state", "--accept-older-state");
        ProgramResult held = Manager("--state", "state");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("--accept-older-state");
        held.ExitCode.ShouldBe(1);
        held.Errors.ShouldMatch("--break-lock [0-9a-f]{16} if");
        ApiNames.ShouldAllBe(name => !(refused.Errors + held.Errors).Contains(name, StringComparison.Ordinal));
    }

    // Truncates the last change, as if the disk had lost acknowledged data.
    private async Task CutAsync(string journal)
    {
        byte[] whole = await File.ReadAllBytesAsync(_folder.At(journal));
        await File.WriteAllBytesAsync(_folder.At(journal), whole[..^20]);
    }

    private ProgramResult Simulator(params string[] arguments) => Sample("StorageSimulator", arguments);

    private ProgramResult Manager(params string[] arguments) => Sample("StorageSimulator", ["manager", "--port", "0", .. arguments]);

    private ProgramResult Sample(string name, params string[] arguments) =>
        Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string>(),
            [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]
        );

    [GeneratedRegex("--break_lock (?<id>[0-9a-f]{16}) if", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LockId();
}
