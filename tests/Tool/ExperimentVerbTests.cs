using System.Text.Json;
using System.Text.RegularExpressions;
using Tests.Shared;

namespace Tool.Tests;

/// <summary>An experiment by its definition: run, told of, done again.</summary>
public sealed partial class ExperimentVerbTests : IDisposable
{
    // One operator that takes all of 1,000 records a second, each for a tenth of a millisecond.
    internal const string Definition = """
        name: words
        seed: 42
        runs: 2
        duration: 2m
        task: count
        nodes: [{kind: worker, count: 1, cores: 2, memory: 4096}]
        job:
          name: word-count
          topics: [{name: words, partitions: 4}]
          operators:
            - {name: source, topic: words, cost: 10us}
            - {name: count, inputs: [source], cost: 100us}
        load: [{name: words, shape: constant, rate: 1000}]
        """;

    private readonly TemporaryFolder _folder = new();

    public ExperimentVerbTests() => _folder.Write("words.yaml", Definition);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_runs_are_done_and_their_figures_told()
    {
        CommandResult result = Start("experiment", "words.yaml", "--data", "all");

        result.ExitCode.ShouldBe(0, result.Text);
        string[] lines = result.Output.Split('\n');
        string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe("point count runs samples records/s busy ms/s latency s");

        // 1,000 records a second of 100 microseconds are 100 ms of each second; arrivals are random, about 3 % either way.
        string[] cells = lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (cells[0], cells[1], cells[2]).ShouldBe(("base", "1", "2"));
        int.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(970, 1030);
        lines[2].ShouldMatch("^Throughput of count: [0-9.]+ ± [0-9.]+ records/s with 1 instance, latency [0-9.]+ ± [0-9.]+ s. ± is half the width of the 95 % confidence interval over the means of 2 runs");
        lines[^1].ShouldBe("2 runs completed, 0 failed, in all/words-001");
    }

    [Fact]
    public void A_report_has_the_figures_of_the_run_and_a_page()
    {
        string ran = Start("experiment", "words.yaml").Output;

        CommandResult report = Start("report", "data/words-001", "--out", "page.html");

        report.ExitCode.ShouldBe(0, report.Text);
        report.Output.ShouldBe(string.Join('\n', ran.Split('\n').SkipLast(1).Append("wrote page.html")));
        string page = File.ReadAllText(_folder.At("page.html"));
        string[] figures = [.. Interval().Matches(report.Output).Select(match => match.Value)];
        figures.Length.ShouldBe(3 + 2, "three in the table, two in the headline");
        figures.ShouldAllBe(figure => page.Contains(figure, StringComparison.Ordinal));
        page.ShouldContain("simulated: 1 × worker (2 cores, 4096 MiB)");
    }

    [Fact]
    public void The_documents_of_an_experiment_and_of_its_report_have_the_headline_that_is_printed()
    {
        CommandResult planned = Start("experiment", "words.yaml", "--dry-run", "--json");
        CommandResult ran = Start("experiment", "words.yaml", "--json");
        CommandResult report = Start("report", "data/words-001", "--json");
        string[] printed = Start("report", "data/words-001").Output.Split('\n');

        HeadlineOf(planned).ShouldBeEmpty();
        HeadlineOf(ran).ShouldBe(printed[^1]);
        HeadlineOf(report).ShouldBe(printed[^1]);
        printed[^1].ShouldStartWith("Throughput of count: ");
    }

    [Fact]
    public void A_replay_gives_the_same_bytes()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        CommandResult all = Start("replay", "data/words-001");
        CommandResult second = Start("replay", "data/words-001", "--point", "base", "--run", "2");

        all.ExitCode.ShouldBe(0, all.Text);
        all.Output.ShouldBe("base run 1: the same\nbase run 2: the same");
        second.Output.ShouldBe("base run 2: the same");
    }

    [Fact]
    public void Runs_that_other_processes_do_are_the_same_bytes()
    {
        _folder.Write("many.yaml", Definition + "\nmatrix: {load.words.rate: [500, 1000]}\n");

        CommandResult processes = Start("experiment", "many.yaml", "--data", "processes", "--sweep", "processes");
        CommandResult threads = Start("experiment", "many.yaml", "--data", "threads");

        processes.ExitCode.ShouldBe(0, processes.Text);
        processes.Output.ShouldBe(threads.Output.Replace("threads/", "processes/", StringComparison.Ordinal));
        string[] histories = [.. Directory.EnumerateFiles(_folder.At("threads"), "run-*.jsonl", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.At("threads"), file))];
        histories.Length.ShouldBe(4);
        histories.ShouldAllBe(file => File.ReadAllBytes(_folder.At("threads", file)).SequenceEqual(File.ReadAllBytes(_folder.At("processes", file))));
    }

    [Fact]
    public void A_record_that_was_changed_is_found_with_the_line()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string file = _folder.At("data", "words-001", "base", "run-2.jsonl");
        string[] lines = File.ReadAllLines(file);
        lines[4] = lines[4].Replace('1', '2');
        File.WriteAllText(file, string.Join('\n', lines) + "\n");

        CommandResult result = Start("replay", "data/words-001");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("base run 1: the same\nbase run 2: it differs from line 5 on");
    }

    [Fact]
    public void A_run_that_did_not_end_has_no_record_to_compare()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);
        string file = _folder.At("data", "words-001", "base", "run-1.jsonl");
        File.WriteAllLines(file, File.ReadAllLines(file)[..^1]);

        CommandResult result = Start("replay", "data/words-001", "--run", "1");

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBe("base run 1: it has no record that is complete");
    }

    [Theory]
    [InlineData("apply words.yaml --provider simulation", 1, "error: words.yaml it is the definition of an experiment; run it by 'scalewright experiment' [")]
    [InlineData("experiment words.yaml --provider simulation", 2, "unknown option '--provider'; use ")]
    [InlineData("experiment words.yaml --partition main", 2, "--partition: only --sweep slurm takes it; leave it out")]
    [InlineData("experiment words.yaml --sweep cloud", 2, "--sweep: 'cloud' does no runs; use threads, processes or slurm")]
    [InlineData("apply farm.yaml --provider simulation --sweep threads", 2, "unknown option '--sweep'; did you mean '--seed'?")]
    [InlineData("report none", 1, "error: none there is no experiment in it; use a folder that has experiment.json")]
    [InlineData("report . --compare x", 2, "--compare needs --out: the page has the comparison")]
    [InlineData("replay none", 1, "error: none there is no experiment in it; use a folder that has experiment.json")]
    public void What_is_wrong_is_told_with_what_would_be_right(string arguments, int exitCode, string told)
    {
        CommandResult result = Start(arguments.Split(' '));

        result.ExitCode.ShouldBe(exitCode, result.Text);
        result.Errors.ShouldContain(told);
        Directory.Exists(_folder.At("data")).ShouldBeFalse();
    }

    [Fact]
    public void A_dry_run_lists_the_points_and_writes_nothing()
    {
        _folder.Write("many.yaml", Definition + "\nmatrix: {load.words.rate: [500, 1000]}\n");

        CommandResult result = Start("experiment", "many.yaml", "--dry-run");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Output.Split('\n').Length.ShouldBe(3);
        result.Output.ShouldEndWith("\n4 runs would be done");
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["many.yaml", "words.yaml"]);
    }

    [Fact]
    public void Points_and_runs_that_are_not_there_are_told_with_those_that_are()
    {
        Start("experiment", "words.yaml").ExitCode.ShouldBe(0);

        Start("replay", "data/words-001", "--point", "x").Errors.ShouldBe("error: data/words-001 there is no point 'x'; use base [SW1107]");
        Start("replay", "data/words-001", "--run", "3").Errors.ShouldBe("error: data/words-001 there is no run 3; use 1 to 2 [SW1107]");
    }

    /// <summary>There is no such jar, so the run fails before anybody is asked; its folder is there all the same.</summary>
    [Fact]
    public void What_really_ran_is_not_replayed()
    {
        _folder.Write("words.yaml", Definition.Replace("runs: 2", "runs: 1\ntype: flink\nflink: {address: 'http://127.0.0.1:1', jar: none.jar, savepoints: s3://none}", StringComparison.Ordinal));

        CommandResult ran = Start("experiment", "words.yaml");
        CommandResult again = Start("replay", "data/words-001");
        CommandResult report = Start("report", "data/words-001");

        ran.ExitCode.ShouldBe(1);
        ran.Output.ShouldEndWith("0 runs completed, 1 failed, in data/words-001");
        ran.Errors.ShouldStartWith("error: ");
        report.ExitCode.ShouldBe(1);
        report.Output.ShouldBeEmpty();
        report.Errors.ShouldBe("error: data/words-001 there is no result in it: of 1 run 0 completed, 1 failed, 0 did not end; let its runs end, or run the definition again [SW1012]");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldBe("error: data/words-001 its type is flink: what really ran is never the same twice; replay experiments that ran in the simulation [SW1107]");
    }

    [Fact]
    public void An_experiment_whose_sweep_was_refused_says_that_it_is_unfinished()
    {
        _folder.Write("bin/squeue", "#!/bin/sh\necho 'squeue: error: Invalid user' >&2\nexit 1\n");
        Command.Run("chmod", _folder.Root, new Dictionary<string, string>(), "755", "bin/squeue").ExitCode.ShouldBe(0);

        CommandResult ran = Command.Dotnet(
            _folder.Root,
            new Dictionary<string, string> { ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
            [ToolRun.Assembly, "experiment", "words.yaml", "--sweep", "slurm", "--partition", "nope"]);
        CommandResult report = Start("report", "data/words-001", "--out", "page.html");

        ran.ExitCode.ShouldBe(1, ran.Text);
        ran.Errors.ShouldContain("squeue: error: Invalid user");
        ran.Errors.ShouldEndWith("\nunfinished; what is done is in data/words-001");
        report.ExitCode.ShouldBe(1, report.Text);
        report.Output.ShouldBeEmpty();
        report.Errors.ShouldBe("error: data/words-001 there is no result in it: of 2 runs 0 completed, 0 failed, 0 did not end; let its runs end, or run the definition again [SW1012]");
        File.Exists(_folder.At("page.html")).ShouldBeFalse();
    }

    [Fact]
    public void All_that_is_wrong_with_a_definition_is_told_and_nothing_is_made()
    {
        _folder.Write("words.yaml", Definition.Replace("topic: words, cost: 10us", "topic: wrods, cost: 10us", StringComparison.Ordinal).Replace("runs: 2", "runs: -2", StringComparison.Ordinal));

        CommandResult result = Start("experiment", "words.yaml");

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("words.yaml:3:7 runs: ");
        result.Errors.ShouldContain("wrods");
        Directory.Exists(_folder.At("data")).ShouldBeFalse();
    }

    [GeneratedRegex("[0-9.]+ ± [0-9.]+", RegexOptions.NonBacktracking)]
    private static partial Regex Interval();

    private static string? HeadlineOf(CommandResult document)
    {
        document.ExitCode.ShouldBe(0, document.Text);
        using JsonDocument json = JsonDocument.Parse(document.Output);
        return json.RootElement.GetProperty("result").GetProperty("headline").GetString();
    }

    private CommandResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);
}
