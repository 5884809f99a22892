using Microsoft.Data.Sqlite;

namespace Experiments.Tests.Shub;

public class ShubTests
{
    private static readonly string Program = ShubProgram.Path;
    private static readonly string Conf = Repository.At("samples", "Scalehub", "conf", "simulated.ini");

    [Fact]
    public void Shub_provisions_runs_exports_plots_and_destroys_a_simulated_experiment()
    {
        using TemporaryFolder folder = new();

        Run(folder, "-c", Conf, "experiment", "start").Errors.ShouldContain("run 'shub -c FILE provision' first");
        Run(folder, "-c", Conf, "provision").Output.ShouldStartWith("provisioned 6 hosts");
        Run(folder, "-c", Conf, "experiment", "start").Output.ShouldBe("queued join-001\njoin-001: 3 runs completed, 0 failed");
        Run(folder, "-c", Conf, "experiment", "check").Output.ShouldBe("IDLE join-001");
        Run(folder, "experiment", "watch", "--once").Output.Trim().ShouldBe("idle join-001");
        Run(folder, "export")
            .Output.Split('\n')
            .Select(Path.GetFileName)
            .ShouldBe([
                "samples.csv",
                "events.csv",
                "points.csv",
                "summary.csv",
                "samples.jsonl",
                "events.jsonl",
                "points.json",
                "summary.json",
            ]);
        Run(folder, "plot").Output.ShouldEndWith("report.html");
        Run(folder, "destroy").Output.ShouldBe("destroyed");

        Directory.EnumerateFileSystemEntries(folder.At("inventory")).ShouldBeEmpty();
        string[] summary = File.ReadAllLines(folder.At("experiments-data", "join-001", "export", "summary.csv"));

        // The steps of conf/experiments/strategy/linear.yaml give 1, 2, 3, 5 and 7 task managers. After the loss of a
        // machine with three of them, 4 remain.
        summary[1..].Select(line => line.Split(',')[1]).ShouldBe(["1", "2", "3", "4", "5", "7"]);
        double[] throughput =
        [
            .. summary[1..].Select(line => double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        throughput.ShouldBe(throughput.Order());
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_same_experiment_run_twice_gives_identical_exports_and_pages()
    {
        using TemporaryFolder one = new();
        using TemporaryFolder other = new();
        foreach (TemporaryFolder folder in new[] { one, other })
        {
            Run(folder, "-c", Conf, "provision");
            Run(folder, "-c", Conf, "experiment", "start", "--jobs", folder == one ? "1" : "2");
            Run(folder, "export", "-o", "tidy");
            Run(folder, "export", "--reference", "-o", "reference");
            Run(folder, "plot", "-o", "report.html");
        }

        string[] files =
        [
            .. Directory
                .EnumerateFiles(one.Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(one.Root, file))
                .Where(file => Path.GetFileName(file) is not ("provenance.json" or "state.json"))
                .Order(StringComparer.Ordinal),
        ];
        files.Length.ShouldBeGreaterThan(30);
        foreach (string file in files)
        {
            File.ReadAllBytes(other.At(file)).ShouldBe(File.ReadAllBytes(one.At(file)), file);
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_plot_command_uses_the_most_recently_started_experiment_by_default()
    {
        using TemporaryFolder folder = new();
        folder.Write("conf/lab.ini", "[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n");
        folder.Write("conf/experiments/zebra.yaml", Definitions.Join.Replace("name: join", "name: zebra", StringComparison.Ordinal));
        folder.Write("conf/experiments/ant.yaml", Definitions.Join.Replace("name: join", "name: ant", StringComparison.Ordinal));

        Run(folder, "-c", "conf/lab.ini", "run", "zebra").Output.ShouldContain("zebra-001: 1 run completed");
        Run(folder, "-c", "conf/lab.ini", "run", "ant").Output.ShouldContain("ant-001: 1 run completed");

        Run(folder, "plot").Output.ShouldBe(Path.Combine("experiments-data", "ant-001", "report.html"));
        foreach (string called in new[] { "zebra-001", "experiments-data/zebra-001", "experiments-data/zebra-001/" })
        {
            Run(folder, "plot", "-e", called).Output.ShouldEndWith(Path.Combine("experiments-data", "zebra-001", "report.html"));
        }
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_export_also_stores_the_experiment_in_a_SQLite_file_beside_those_it_already_stores()
    {
        using TemporaryFolder folder = new();
        folder.Write("conf/lab.ini", "[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n");
        folder.Write("conf/experiments/join.yaml", Definitions.Join);
        foreach (string name in new[] { "join-001", "join-002", "join-002" })
        {
            if (!Directory.Exists(folder.At("experiments-data", name)))
            {
                Run(folder, "-c", "conf/lab.ini", "run", "join").ExitCode.ShouldBe(0);
            }

            Run(folder, "export", "--db", "results.db")
                .Output.ShouldEndWith($"{Path.Combine("export", "summary.json")}\nstored {name} in results.db");
        }

        ProgramResult lost = Run(folder, "export", "--db", "missing/results.db");

        (lost.ExitCode, lost.Output).ShouldBe((1, ""));
        lost.Errors.ShouldEndWith("missing/results.db: its folder does not exist; create the folder first [SW2006]");
        Run(folder, "export", "--db", "").Errors.ShouldContain("--db: the path is empty; name a file");
        using SqliteConnection connection = new($"Data Source={folder.At("results.db")};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "select group_concat(experiment || ' ' || outcome || ' ' || (select count(*) > 100 from sample where run = id), ', ') from (select * from run order by experiment)";
        command.ExecuteScalar().ShouldBe("join-001 completed 1, join-002 completed 1");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void The_Scalehub_export_has_the_expected_files()
    {
        using TemporaryFolder folder = new();
        Run(folder, "-c", Conf, "provision");
        Run(folder, "-c", Conf, "experiment", "start");
        Run(folder, "export", "--reference", "-o", "out");

        string run = folder.At("out", "2000-01-01", "multi_run_1", "1");
        File.ReadAllText(Path.Combine(run, "exp_log.json")).ShouldContain("\"run_number\": 1");
        File.ReadAllText(Path.Combine(run, "exp_log.json")).ShouldContain("\"experiment.scaling.interval_scaling_s\": 90");
        File.ReadAllText(Path.Combine(run, "exp_log.json")).ShouldContain("\"experiment.generators.vehicles.num_sensors\": 800");
        string[] frame = File.ReadAllLines(Path.Combine(run, "final_df.csv"));
        frame[0].ShouldEndWith(",Parallelism");
        frame[2].ShouldStartWith("seconds,0,");
        frame[3].Split(',').Length.ShouldBe(frame[0].Split(',').Length);
        File.ReadAllLines(Path.Combine(run, "mean_stderr.csv"))[0]
            .ShouldBe("Parallelism,Throughput,ThroughputStdErr,BusyTime,BusyTimeStdErr,BackpressureTime,BackpressureTimeStdErr");
        File.ReadAllLines(Path.Combine(run, "export", "flink_taskmanager_job_task_numRecordsInPerSecond_export.json"))[0]
            .ShouldStartWith(
                "{\"metric\":{\"__name__\":\"flink_taskmanager_job_task_numRecordsInPerSecond\",\"task_name\":\"Source-vehicles\",\"subtask_index\":\"0\"},\"values\":["
            );
        File.ReadAllLines(Path.Combine(run, "export", "flink_taskmanager_job_task_busyTimeMsPerSecond_export.csv"))[0]
            .ShouldStartWith("flink_taskmanager_job_task_busyTimeMsPerSecond,946684805,");
    }

    [Fact]
    public void An_invalid_definition_is_reported_with_its_position_and_nothing_is_started()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "conf/lab.ini",
            "[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\nconsumers = 1\n[experiment]\ndefinition = bad.yaml\nruns = 0\n"
        );
        folder.Write("conf/bad.yaml", "name: bad\ntask: x\nload: [{name: a, shape: constnat}]\n");
        Run(folder, "-c", "conf/lab.ini", "provision");

        ProgramResult start = Run(folder, "-c", "conf/lab.ini", "experiment", "start");

        start.ExitCode.ShouldBe(1);
        start.Errors.ShouldContain("bad.yaml:3:25 load.a.shape: found the text 'constnat'; did you mean 'constant'? [SW1107]");
        Directory.Exists(folder.At("experiments-data")).ShouldBeFalse();
        Run(folder, "plot").Errors.ShouldContain("no experiment has run");
        Run(folder, "experiment", "stop").Errors.ShouldContain("[SW9004]");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Strategies_can_use_provisioned_machines_by_kind_and_size()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "conf/lab.ini",
            "[platforms]\nplatforms = a b\n[platforms.a]\ntype = Simulated\nconsumers = 1\nkind = pico\ncores = 2\nmemory = 4096\n[platforms.b]\ntype = Simulated\naddress_prefix = 10.1\nconsumers = 2\n[experiment]\ndefinition = kinds.yaml\n"
        );
        folder.Write(
            "conf/kinds.yaml",
            Definitions
                .Join.Replace("nodes:\n  - {kind: pico, count: 3, cores: 4}\n", "", StringComparison.Ordinal)
                .Replace("name: join\nseed", "name: kinds\nseed", StringComparison.Ordinal)
                + "\nscaling: {interval: 60s, steps: [{node: pico, type: small, taskmanager: [{number: 2, type: s}]}, {node: consumer, taskmanager: [{number: 1, type: s}]}]}\n"
        );
        Run(folder, "-c", "conf/lab.ini", "provision");

        Run(folder, "-c", "conf/lab.ini", "experiment", "start").Output.ShouldEndWith("kinds-001: 1 run completed, 0 failed");

        File.ReadAllText(folder.At("experiments-data", "kinds-001", "bundle.json"))
            .ReplaceLineEndings("")
            .Replace(" ", "", StringComparison.Ordinal)
            .ShouldContain(
                "{\"kind\":\"pico\",\"count\":1,\"cores\":2,\"memory_mib\":4096},{\"kind\":\"consumer\",\"count\":2,\"cores\":4,\"memory_mib\":8192}"
            );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Provisioned_machines_of_one_kind_may_have_different_sizes()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "conf/lab.ini",
            "[platforms]\nplatforms = a b c\n[platforms.a]\ntype = Simulated\nconsumers = 1\nkind = pico\n[platforms.b]\ntype = Simulated\naddress_prefix = 10.1\nconsumers = 1\nkind = pico\ncores = 16\nmemory = 32768\n[platforms.c]\ntype = Simulated\naddress_prefix = 10.2\nconsumers = 1\nkind = pico\n[experiment]\ndefinition = kinds.yaml\n"
        );
        folder.Write(
            "conf/kinds.yaml",
            Definitions
                .Join.Replace("nodes:\n  - {kind: pico, count: 3, cores: 4}\n", "", StringComparison.Ordinal)
                .Replace("name: join\nseed", "name: kinds\nseed", StringComparison.Ordinal)
                + "\nscaling: {interval: 60s, steps: [{node: pico, type: small, taskmanager: [{number: 1, type: s}]}, {node: pico, type: large, taskmanager: [{number: 1, type: s}]}]}\n"
        );
        Run(folder, "-c", "conf/lab.ini", "provision");

        Run(folder, "-c", "conf/lab.ini", "experiment", "start").Output.ShouldEndWith("kinds-001: 1 run completed, 0 failed");

        File.ReadAllText(folder.At("experiments-data", "kinds-001", "bundle.json"))
            .ReplaceLineEndings("")
            .Replace(" ", "", StringComparison.Ordinal)
            .ShouldContain(
                "{\"kind\":\"pico\",\"count\":2,\"cores\":4,\"memory_mib\":8192},{\"kind\":\"pico\",\"count\":1,\"cores\":16,\"memory_mib\":32768}"
            );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_unfinished_experiment_resumes_and_is_not_queued_again()
    {
        using TemporaryFolder folder = new();
        Run(folder, "-c", Conf, "provision");
        Run(folder, "-c", Conf, "experiment", "start");

        // The state after Ctrl+C: the second run is half written, and the queue still contains the experiment.
        string file = folder.At("experiments-data", "join-001", "base", "run-2.jsonl");
        byte[] whole = File.ReadAllBytes(file);
        File.WriteAllBytes(file, whole[..(whole.Length / 2)]);
        folder.Write("experiments-data/.control/queue/00000001", "join-001");
        string state = folder.At("experiments-data", ".control", "state.json");
        File.WriteAllText(state, File.ReadAllText(state).Replace("\"Idle\"", "\"Interrupted\"", StringComparison.Ordinal));

        Run(folder, "-c", Conf, "experiment", "check")
            .Output.ShouldBe("INTERRUPTED ('experiment start' goes on) join-001\nqueue: join-001");
        ProgramResult export = Run(folder, "export");
        (export.ExitCode, export.Errors).ShouldBe(
            (
                0,
                "warning: experiments-data/join-001: left out: base run 2: it did not end; let it end, or run the definition again [SW9201]"
            )
        );
        Run(folder, "-c", Conf, "experiment", "start")
            .Output.ShouldBe(
                "going on with join-001, which was not finished ('experiment clean' forgets it)\njoin-001: 3 runs completed, 0 failed"
            );

        File.ReadAllBytes(file).ShouldBe(whole);
        Directory
            .GetDirectories(folder.At("experiments-data"))
            .Select(Path.GetFileName)
            .ShouldBe([".control", "join-001"], ignoreOrder: true);
        foreach (int run in (int[])[1, 2, 3])
        {
            File.WriteAllBytes(folder.At("experiments-data", "join-001", "base", $"run-{run}.jsonl"), whole[..(whole.Length / 2)]);
        }

        ProgramResult nothing = Run(folder, "export");
        nothing.ExitCode.ShouldBe(1);
        nothing.Errors.ShouldStartWith(
            "error: join-001: no run was measured to its end, so there is nothing to export\nbase run 1: it did not end\n"
        );
    }

    [MachineFact("chromium")]
    public void A_browser_shows_the_page_of_an_experiment()
    {
        using TemporaryFolder folder = new();
        Run(folder, "-c", Conf, "provision");
        Run(folder, "-c", Conf, "experiment", "start");
        Run(folder, "plot", "-o", "report.html");

        ProgramResult shown = Command.Run(
            "chromium",
            folder.Root,
            new Dictionary<string, string>(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            $"--user-data-dir={folder.At("profile")}",
            "--dump-dom",
            $"file://{folder.At("report.html")}"
        );

        shown.ExitCode.ShouldBe(0, shown.Errors);
        shown.Output.Split("<svg").Length.ShouldBe(1 + (2 * 4), "each picture for windows and for phones");
        shown.Output.ShouldContain("aria-label=\"Latency between machines, estimated\"");
        shown.Output.ShouldContain("peak load 12,000/s");
        shown.Output.ShouldContain("crash of node consumer-2");
        shown.Output.ShouldContain("class=\"event\"");
        shown.Output.ShouldContain("class=\"mark\"");
    }

    private static ProgramResult Run(TemporaryFolder folder, params string[] arguments) =>
        Command.Dotnet(folder.Root, new Dictionary<string, string>(), [Program, .. arguments]);
}
