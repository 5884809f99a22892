namespace Experiments.Tests.Shub;

public sealed class ShubDryRunTests : IDisposable
{
    private static readonly string Program = ShubProgram.Path;
    private static readonly string Conf = Repository.At("samples", "Scalehub", "conf", "simulated.ini");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_in_an_empty_folder_creates_nothing()
    {
        Run("provision", "--dry-run").Output.ShouldBe("would set up lab: 6 instances\nwould deploy infrastructure/setup");
        Run("destroy", "--dry-run").Output.ShouldBe("nothing is there");
        Run("experiment", "start", "--dry-run").Errors.ShouldContain("run 'shub -c FILE provision' first");
        Run("deploy", "application/flink", "--dry-run").Errors.ShouldContain("no platform is provisioned; provision one first [SW9103]");
        Run("deploy", "application/flnik", "--dry-run").Errors.ShouldContain("did you mean 'application/flink'? [SW1107]");
        Run("experiment", "stop", "--dry-run").Output.ShouldBe("nothing runs");
        Run("experiment", "clean", "--dry-run").Output.ShouldBe("would remove 0 histories");

        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_leaves_existing_files_unchanged()
    {
        Run("provision").ExitCode.ShouldBe(0);
        Run("experiment", "start").ExitCode.ShouldBe(0);
        Dictionary<string, string> before = Digests();

        ProgramResult again = Run("provision", "--dry-run");
        Run("experiment", "start", "--dry-run").Output.ShouldBe("would queue join\nbase: 3 runs");
        Run("run", "join", "--dry-run").Output.ShouldBe("would queue join\nbase: 3 runs");
        Run("experiment", "clean", "--dry-run").Output.ShouldBe("would remove 0 histories");
        foreach (string verb in (string[])["deploy", "reload", "delete"])
        {
            Run(verb, "application/flink", "--dry-run")
                .Output.ShouldBe($"would {verb} application/flink on lab: all hosts are simulated, so no playbook would run");
        }

        Run("destroy", "--dry-run").Output.ShouldBe("would delete infrastructure/setup\nwould destroy lab");
        Run("destroy", "--leave", "--dry-run").Output.ShouldBe("would destroy lab");

        (again.ExitCode, again.Output).ShouldBe((1, ""));
        again.Errors.ShouldContain("platform 'lab' is there already");
        Digests().ShouldBe(before);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_dry_run_reports_an_unfinished_experiment_without_resuming_or_removing_it()
    {
        Run("provision").ExitCode.ShouldBe(0);
        Run("experiment", "start").ExitCode.ShouldBe(0);

        // The state after Ctrl+C: the second run is half written, and the queue still contains the experiment.
        string file = _folder.At("experiments-data", "join-001", "base", "run-2.jsonl");
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        _folder.Write("experiments-data/.control/queue/00000001", "join-001");
        string state = _folder.At("experiments-data", ".control", "state.json");
        File.WriteAllText(state, File.ReadAllText(state).Replace("\"Idle\"", "\"Interrupted\"", StringComparison.Ordinal));
        Dictionary<string, string> before = Digests();

        Run("experiment", "start", "--dry-run").Output.ShouldBe("would go on with join-001\nbase: 3 runs");
        Run("experiment", "clean", "--dry-run").Output.ShouldBe("would remove 1 history, and join-001 from the queue");

        Digests().ShouldBe(before);
    }

    [MachineFact("rsync")]
    public void A_dry_run_of_the_synchronization_copies_no_results()
    {
        _folder.Write("there/join-001/new.csv", "of there");
        Dictionary<string, string> before = Digests();

        ProgramResult sync = Run("sync", "--from", _folder.At("there"), "--dry-run");

        sync.ExitCode.ShouldBe(0, sync.Text);
        sync.Output.ShouldEndWith($"would synchronize experiments-data with {_folder.At("there")}");
        Digests().ShouldBe(before);
        Directory.Exists(_folder.At("experiments-data")).ShouldBeFalse();
    }

    private Dictionary<string, string> Digests() =>
        Directory
            .EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal);

    private ProgramResult Run(params string[] arguments) =>
        Command.Dotnet(_folder.Root, new Dictionary<string, string>(), [Program, "-c", Conf, .. arguments]);
}
