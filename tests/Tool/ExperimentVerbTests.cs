namespace Tool.Tests;

public sealed partial class ExperimentVerbTests : IDisposable
{
    internal const string Definition =
        WordCount.Definition
        + """
            runs: 2
            duration: 2m
            """;

    private readonly TemporaryFolder _folder = new();

    public ExperimentVerbTests() => _folder.Write("words.yaml", Definition);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Experiment_completes_all_runs_and_prints_their_results()
    {
        ProgramResult result = Start("experiment", "words.yaml", "--data", "all");

        result.ExitCode.ShouldBe(0, result.Text);
        string[] lines = result.Output.Split('\n');
        string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBe("instances capacity, records/s from enough for the peak p50 p95 p99 max");

        // 1,000 records/s at 100 microseconds each are 100 ms of work per second: too idle for an estimate.
        lines[1].ShouldMatch("^1 +≥ 1,0[0-9][0-9] +at least +yes +[0-9]");
        lines[2].ShouldMatch(@"^count keeps up with the peak load of 1,0[0-9]0 records/s with 1 instance \(p99 [^)]+\)\.$");
        lines[3].ShouldStartWith("± is the 95 % interval over 2 runs. ≥ is a lower bound. Throughput is not compared");
        lines[^1].ShouldBe("2 runs completed, 0 failed, in all/words-001");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Report_prints_the_results_of_an_experiment_and_writes_a_page_with_them()
    {
        string ran = StartProcess("experiment", "words.yaml").Output;

        ProgramResult report = StartProcess("report", "data/words-001", "--out", "page.html");

        report.ExitCode.ShouldBe(0, report.Text);
        report.Output.ShouldBe(string.Join('\n', ran.Split('\n').SkipLast(1).Append("wrote page.html")));
        string page = File.ReadAllText(_folder.At("page.html"));
        string[] figures = [.. Capacity().Matches(report.Output).Select(match => match.Value)];
        figures.Length.ShouldBe(1);
        figures.ShouldAllBe(figure => page.Contains(figure, StringComparison.Ordinal));
        page.ShouldContain("count keeps up with the peak load of ");
        page.ShouldContain("simulated: 1 × worker (2 cores, 4096 MiB)");
    }

    [Fact]
    public void The_JSON_of_experiment_and_report_contains_the_printed_headline()
    {
        ProgramResult planned = Start("experiment", "words.yaml", "--dry-run", "--json");
        ProgramResult ran = Start("experiment", "words.yaml", "--json");
        ProgramResult report = Start("report", "data/words-001", "--json");
        string[] printed = Start("report", "data/words-001").Output.Split('\n');

        HeadlineOf(planned).ShouldBeEmpty();
        HeadlineOf(ran).ShouldBe(printed[2]);
        HeadlineOf(report).ShouldBe(printed[2]);
        printed[2].ShouldStartWith("count keeps up with the peak load of ");
    }

    [Fact]
    public void A_failed_threshold_ends_the_experiment_with_exit_code_1()
    {
        _folder.Write("strict.yaml", Definition + "\nthresholds: {kept_up: 50%, latency_p99: 1us}\n");

        ProgramResult ran = Start("experiment", "strict.yaml");
        ProgramResult json = Start("report", "data/words-001", "--json");

        ran.ExitCode.ShouldBe(1, ran.Text);
        ran.Output.ShouldMatch("✗ latency_p99 ≤ 1 µs  [0-9.]+ ± [0-9.]+ (µs|ms)  fail\n✓ kept_up ≥ 50 %  100 %  pass\n");
        ran.Output.ShouldEndWith("2 runs completed, 0 failed, in data/words-001");
        ran.Errors.ShouldContain("latency_p99");
        json.ExitCode.ShouldBe(0, json.Text);
        json.Output.ShouldContain("\"outcome\": \"fail\"");
    }

    [Fact]
    public void Each_threshold_of_a_sweep_is_a_line_with_the_number_of_points_at_which_it_fails_and_the_worst_one()
    {
        _folder.Write(
            "strict.yaml",
            Definition + "\nthresholds: {kept_up: 50%, latency_p99: 1us}\nmatrix: {load.words.rate: [500, 1000]}\n"
        );

        ProgramResult ran = Start("experiment", "strict.yaml");

        ran.ExitCode.ShouldBe(1, ran.Text);
        string[] lines = [.. ran.Output.Split('\n').Where(line => line[0] is '✗' or '✓' or '?')];
        lines[0].ShouldMatch("^✗ latency_p99 ≤ 1 µs  fails at 2 of 2 points; worst: [0-9.]+ ± [0-9.]+ (µs|ms) at rate (500|1000)$");
        lines[1].ShouldBe("✓ kept_up ≥ 50 %  passes at 2 of 2 points; worst: 100 % at rate 500");
        lines.Length.ShouldBe(2);
        ran.Errors.ShouldBe("error: the threshold latency_p99 ≤ 1 µs failed at 2 of 2 points");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_replay_gives_the_same_bytes()
    {
        StartProcess("experiment", "words.yaml").ExitCode.ShouldBe(0);

        ProgramResult all = StartProcess("replay", "data/words-001");
        ProgramResult second = StartProcess("replay", "data/words-001", "--point", "base", "--run", "2");

        all.ExitCode.ShouldBe(0, all.Text);
        all.Output.ShouldBe("base run 1: the same\nbase run 2: the same");
        second.Output.ShouldBe("base run 2: the same");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Runs_in_other_processes_record_the_same_bytes_as_runs_in_threads()
    {
        _folder.Write("many.yaml", Definition + "\nmatrix: {load.words.rate: [500, 1000]}\n");

        ProgramResult processes = Start("experiment", "many.yaml", "--data", "processes", "--executor", "processes");
        ProgramResult threads = Start("experiment", "many.yaml", "--data", "threads");

        processes.ExitCode.ShouldBe(0, processes.Text);
        processes.Output.ShouldBe(threads.Output.Replace("threads/", "processes/", StringComparison.Ordinal));
        string[] histories =
        [
            .. Directory
                .EnumerateFiles(_folder.At("threads"), "run-*.jsonl", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder.At("threads"), file)),
        ];
        histories.Length.ShouldBe(4);
        histories.ShouldAllBe(file =>
            File.ReadAllBytes(_folder.At("threads", file)).SequenceEqual(File.ReadAllBytes(_folder.At("processes", file)))
        );
    }

    [Fact]
    public void Replay_reports_the_first_line_that_differs_in_a_changed_record()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string file = _folder.At("data", "words-001", "base", "run-2.jsonl");
        string[] lines = File.ReadAllLines(file);
        lines[4] = lines[4].Replace('1', '2');
        File.WriteAllText(file, string.Join('\n', lines) + "\n");

        ProgramResult result = Start("replay", "data/words-001");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("base run 1: the same\nbase run 2: it differs from line 5 on");
    }

    [Fact]
    public void Replay_of_a_run_with_an_incomplete_record_fails()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string file = _folder.At("data", "words-001", "base", "run-1.jsonl");
        File.WriteAllLines(file, File.ReadAllLines(file)[..^1]);

        ProgramResult result = Start("replay", "data/words-001", "--run", "1");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("base run 1: it has no complete record");
    }

    [Theory]
    [InlineData(
        "apply words.yaml --provider simulation",
        1,
        "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' ["
    )]
    [InlineData("plan words.yaml", 1, "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' [")]
    [InlineData(
        "plan words.yaml --provider simulation",
        1,
        "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' ["
    )]
    [InlineData(
        "plan words.yaml --isolate",
        1,
        "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' ["
    )]
    [InlineData(
        "adopt words.yaml --provider processes --state s",
        1,
        "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' ["
    )]
    [InlineData(
        "exec words.yaml --provider simulation -- true",
        1,
        "error: words.yaml: it is the definition of an experiment; run it by 'scalewright experiment' ["
    )]
    [InlineData("experiment shop.yaml", 1, "error: shop.yaml: it is a profile file; create its cluster by 'scalewright apply' [")]
    [InlineData("experiment shop.yaml --dry-run", 1, "error: shop.yaml: it is a profile file; create its cluster by 'scalewright apply' [")]
    [InlineData("experiment shop.ini", 1, "error: shop.ini: it is a profile file; create its cluster by 'scalewright apply' [")]
    [InlineData("experiment words.yaml --provider simulation", 2, "unknown option '--provider'; use ")]
    [InlineData("experiment words.yaml --partition main", 2, "--partition: only supported with --executor slurm; omit it")]
    [InlineData(
        "experiment words.yaml --executor cloud",
        2,
        "--executor: 'cloud' does no runs; use threads, processes, slurm or kubernetes"
    )]
    [InlineData("experiment words.yaml --executor kubernetes", 2, "--executor: kubernetes needs an image; add --image")]
    [InlineData("experiment words.yaml --namespace team", 2, "--namespace: only supported with --executor kubernetes; omit it")]
    [InlineData("apply farm.yaml --provider simulation --executor threads", 2, "unknown option '--executor'; use one of the ")]
    [InlineData("report none", 1, "error: none: the folder does not exist; use a folder that has experiment.json")]
    [InlineData("report .", 1, "error: .: there is no experiment in it; use a folder that has experiment.json")]
    [InlineData("experiment none.yaml", 1, "error: none.yaml: the file does not exist; use the path of a definition [SW1012]")]
    [InlineData(
        "experiment none/words.yaml",
        1,
        "error: none/words.yaml: the folder does not exist; use the path of a definition [SW1012]"
    )]
    [InlineData("experiment .", 1, "error: .: it is a folder; use the path of a definition [SW1012]")]
    [InlineData("report . --compare x", 2, "--compare needs --out: the page has the comparison")]
    [InlineData("replay none", 1, "error: none: the folder does not exist; use a folder that has experiment.json")]
    public void Incorrect_usage_of_experiments_is_reported_with_a_correction(string arguments, int exitCode, string told)
    {
        _folder.Write("shop.yaml", "profiles: [{name: web, plugin: builtin, count: 2}]\n");
        _folder.Write("shop.ini", "[profile web]\nplugin = builtin\ncount = 2\n");

        ProgramResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldContain(told);
        Directory.Exists(_folder.At("data")).ShouldBeFalse();
    }

    [Fact]
    public void A_dry_run_lists_the_points_and_writes_nothing()
    {
        _folder.Write("many.yaml", Definition + "\nmatrix: {load.words.rate: [500, 1000]}\n");

        ProgramResult result = Start("experiment", "many.yaml", "--dry-run");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.Split('\n').Length.ShouldBe(3);
        result.Output.ShouldEndWith("\n4 runs planned");
        Directory
            .EnumerateFileSystemEntries(_folder.Root)
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["many.yaml", "words.yaml"]);
    }

    [Fact]
    public void Unknown_points_and_runs_are_reported_with_the_existing_ones()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        Start("replay", "data/words-001", "--point", "x")
            .Errors.ShouldBe("error: data/words-001: there is no point 'x'; use base [SW1107]");
        Start("replay", "data/words-001", "--run", "3").Errors.ShouldBe("error: data/words-001: there is no run 3; use 1 to 2 [SW1107]");
    }

    /// <summary>The jar file does not exist: the run fails before any request, but its folder exists.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Replay_of_an_experiment_that_ran_outside_of_the_simulation_is_rejected()
    {
        _folder.Write(
            "words.yaml",
            Definition.Replace(
                "runs: 2",
                "runs: 1\ntype: flink\nflink: {address: 'http://127.0.0.1:1', jar: none.jar, savepoints: s3://none}",
                StringComparison.Ordinal
            )
        );

        ProgramResult ran = Start("experiment", "words.yaml");
        ProgramResult again = Start("replay", "data/words-001");
        ProgramResult report = Start("report", "data/words-001");

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldEndWith("0 runs completed, 1 failed, in data/words-001");
        ran.Errors.ShouldStartWith("error: ");
        report.ExitCode.ShouldBe(1);
        report.Output.ShouldBeEmpty();
        report.Errors.ShouldStartWith("warning: data/words-001: left out: base run 1: failed, ");
        report.Errors.ShouldEndWith(
            "\nerror: data/words-001: there is no result in it: of 1 run 0 completed, 1 failed, 0 did not end; run the definition again [SW1012]"
        );
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldBe(
            "error: data/words-001: its type is flink: real runs cannot be reproduced; replay experiments that ran in the simulation [SW1107]"
        );
    }

    [Fact]
    public void An_experiment_whose_Slurm_sweep_fails_is_reported_as_unfinished()
    {
        _folder.Write("bin/squeue", "#!/bin/sh\necho 'squeue: error: Invalid user' >&2\nexit 1\n");
        Command.Run("chmod", _folder.Root, new Dictionary<string, string>(), "755", "bin/squeue").ExitCode.ShouldBe(0);

        ProgramResult ran = Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string> { ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
            [ToolRun.Assembly, "experiment", "words.yaml", "--executor", "slurm", "--partition", "nope"]
        );
        ProgramResult report = Start("report", "data/words-001", "--out", "page.html");

        ran.ExitCode.ShouldBe(1, ran.Text);
        ran.Errors.ShouldContain("squeue: error: Invalid user");
        ran.Errors.ShouldEndWith(
            "\nUnfinished: 0 of 2 runs are complete in data/words-001. The same command continues; --new starts again."
        );
        report.ExitCode.ShouldBe(1, report.Text);
        report.Output.ShouldBeEmpty();
        report.Errors.ShouldEndWith(
            "\nerror: data/words-001: there is no result in it: of 2 runs 0 completed, 0 failed, 2 did not end; let its runs end, or run the definition again [SW1012]"
        );
        File.Exists(_folder.At("page.html")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("removed", "it never began, or its file was removed")]
    [InlineData("empty", "it did not end")]
    [InlineData("cut", "it did not end")]
    public void Report_omits_a_run_whose_file_is_missing_or_incomplete_and_warns(string damage, string why)
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string file = _folder.At("data", "words-001", "base", "run-1.jsonl");
        byte[] whole = File.ReadAllBytes(file);
        File.Delete(file);
        if (damage != "removed")
        {
            File.WriteAllBytes(file, damage == "cut" ? whole[..(whole.Length / 2)] : []);
        }

        ProgramResult text = Start("report", "data/words-001", "--out", "page.html");
        ProgramResult json = Start("report", "data/words-001", "--json");

        string told = $"left out: base run 1: {why}";
        text.ExitCode.ShouldBe(0, text.Text);
        text.Errors.ShouldBe($"warning: data/words-001: {told}; let it end, or run the definition again [SW9201]");
        File.ReadAllText(_folder.At("page.html")).ShouldContain($"<td>{why}</td>");
        ProblemsOf(json).ShouldBe([("warning", "SW9201", told)]);
    }

    [Fact]
    public void Report_has_one_warning_for_each_reason_with_the_number_of_runs()
    {
        _folder.Write("words.yaml", Definition.Replace("runs: 2", "runs: 5", StringComparison.Ordinal));
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        foreach (int number in (int[])[2, 3, 4, 5])
        {
            File.Delete(_folder.At("data", "words-001", "base", $"run-{number}.jsonl"));
        }

        ProgramResult missing = Start("report", "data/words-001");
        File.WriteAllBytes(_folder.At("data", "words-001", "base", "run-4.jsonl"), []);
        ProgramResult mixed = Start("report", "data/words-001");

        missing.Errors.ShouldBe(
            "warning: data/words-001: left out: 4 runs (base run 2, base run 3, base run 4 and 1 more): they never began, or their files were removed; let them end, or run the definition again [SW9201]"
        );
        mixed
            .Errors.Split('\n')
            .ShouldBe([
                "warning: data/words-001: left out: 3 runs (base run 2, base run 3, base run 5): they never began, or their files were removed; let them end, or run the definition again [SW9201]",
                "warning: data/words-001: left out: base run 4: it did not end; let it end, or run the definition again [SW9201]",
            ]);
    }

    [Fact]
    public void Report_and_replay_warn_of_a_definition_that_changed_since_the_run()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        ProgramResult before = Start("report", "data/words-001", "--out", "before.html");
        string definition = _folder.At("data", "words-001", "definition.yaml");
        string now = Definition.Replace("rate: 1000", "rate: 2000", StringComparison.Ordinal);
        File.WriteAllText(definition, now);

        ProgramResult text = Start("report", "data/words-001", "--out", "page.html");
        ProgramResult json = Start("report", "data/words-001", "--json");
        ProgramResult replay = Start("replay", "data/words-001", "--json");

        (before.ExitCode, before.Errors).ShouldBe((0, ""));
        string told =
            "the definition was changed since it was run: its SHA-256 is " + Sum(now) + ", that of what was run is " + Sum(Definition);
        (text.ExitCode, text.Output).ShouldBe((0, before.Output.Replace("before.html", "page.html", StringComparison.Ordinal)));
        text.Errors.ShouldBe($"warning: data/words-001: {told}; restore what was run, or run the definition again [SW9202]");
        ProblemsOf(json).ShouldBe([("warning", "SW9202", told)]);
        ProblemsOf(replay).ShouldBe([("warning", "SW9202", told)]);
        string page = File.ReadAllText(_folder.At("page.html"));
        page.ShouldContain("The definition was changed since it was run. What follows is not what was run.");
        page.ShouldContain(Sum(Definition));
        page.ShouldContain(Sum(now));
        page.ShouldContain("Changed definition");
        File.ReadAllText(_folder.At("before.html")).ShouldNotContain("hanged");
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("data", 1, "error: data: it is a folder; choose the name of a file [SW2006]")]
    [InlineData("none/", 1, "error: none/: it is a folder; choose the name of a file [SW2006]")]
    [InlineData("words.yaml/page.html", 1, "error: words.yaml: it is a file; choose the name of a folder [SW2006]")]
    [InlineData(
        "/dev/full",
        1,
        "error: /dev/full: cannot be written: No space left on device; choose a writable folder with enough free space [SW2006]"
    )]
    [InlineData("/proc/page.html", 1, "error: /proc: cannot be written: ")]
    [InlineData("", 2, "--out: the value is empty; specify one")]
    public void A_report_page_that_cannot_be_written_is_reported(string file, int exitCode, string told)
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        ProgramResult result = Start("report", "data/words-001", "--out", file);

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldStartWith(told);
        result.Errors.ShouldNotContain(".;");
    }

    [Fact]
    public void A_report_page_is_written_to_a_new_folder_or_a_device()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        ProgramResult made = Start("report", "data/words-001", "--out", "new/page.html");
        ProgramResult device = Start("report", "data/words-001", "--out", "/dev/null");

        (made.ExitCode, device.ExitCode).ShouldBe((0, 0));
        Directory.EnumerateFileSystemEntries(_folder.At("new")).Select(Path.GetFileName).ShouldBe(["page.html"]);
        File.ReadAllBytes("/dev/null").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("words.yaml", "error: words.yaml: it is a file; choose the name of a folder [SW2006]")]
    [InlineData("/proc/x", "error: /proc/x: cannot be written: ")]
    public void An_unusable_data_folder_is_reported(string folder, string told)
    {
        ProgramResult result = Start("experiment", "words.yaml", "--data", folder);

        result.ExitCode.ShouldBe(1, result.Text);
        result.Errors.ShouldStartWith(told);
        result.Errors.ShouldNotContain(".;");
    }

    [Fact]
    public void All_problems_of_a_definition_are_reported_and_no_data_is_written()
    {
        _folder.Write(
            "words.yaml",
            Definition
                .Replace("topic: words, cpu_time: 10us", "topic: wrods, cpu_time: 10us", StringComparison.Ordinal)
                .Replace("runs: 2", "runs: -2", StringComparison.Ordinal)
        );

        ProgramResult result = Start("experiment", "words.yaml");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("words.yaml:12:7 runs: ");
        result.Errors.ShouldContain("wrods");
        Directory.Exists(_folder.At("data")).ShouldBeFalse();
    }

    [GeneratedRegex("≥ [0-9,]+", RegexOptions.NonBacktracking)]
    private static partial Regex Capacity();

    // SHA-256 of the definition alone, as sha256sum prints it: the definition refers to no other files.
    private static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static (string? Severity, string? Code, string? Found)[] ProblemsOf(ProgramResult document)
    {
        using JsonDocument json = JsonDocument.Parse(document.Output);
        return
        [
            .. json
                .RootElement.GetProperty("problems")
                .EnumerateArray()
                .Select(problem =>
                    (
                        problem.GetProperty("severity").GetString(),
                        problem.GetProperty("code").GetString(),
                        problem.GetProperty("found").GetString()
                    )
                ),
        ];
    }

    private static string? HeadlineOf(ProgramResult document)
    {
        document.ExitCode.ShouldBe(0, document.Text);
        using JsonDocument json = JsonDocument.Parse(document.Output);
        return json.RootElement.GetProperty("result").GetProperty("headline").GetString();
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);
}
