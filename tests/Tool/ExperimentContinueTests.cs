namespace Tool.Tests;

public sealed class ExperimentContinueTests : IDisposable
{
    private const string Definition =
        WordCount.Definition
        + """
            runs: 2
            duration: 2m
            matrix: {load.words.rate: [500, 1000]}
            """;

    // 36 runs that take some seconds.
    private const string Long =
        WordCount.Definition
        + """
            runs: 3
            duration: 6m
            sample_interval: 1s
            matrix: {load.words.rate: [500, 600, 700, 800, 900, 1000], job.operators.count.cpu_time: [100us, 200us]}
            """;

    private const string Continues = "The same command continues; --new starts again.";

    private readonly TemporaryFolder _folder = new();

    public ExperimentContinueTests() => _folder.Write("many.yaml", Definition);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_command_continues_an_unfinished_folder_and_repeats_only_runs_without_an_end()
    {
        Start("experiment", "many.yaml", "--data", "whole").ExitCode.ShouldBe(0);
        ProgramResult whole = Start("experiment", "many.yaml");
        whole.ExitCode.ShouldBe(0);
        string[] runs = Interrupt();
        File.WriteAllBytes(runs[1], File.ReadAllBytes(runs[1])[..^10]);
        File.Delete(runs[2]);
        DateTime[] before = [.. runs.Select(File.GetLastWriteTimeUtc)];

        ProgramResult result = Start("experiment", "many.yaml");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBe("data/words-001 continues: 2 of 4 runs are complete (same definition, same version)");
        result.Output.ShouldBe(whole.Output);
        ShouldEqual("data", "whole");
        DateTime[] after = [.. runs.Select(File.GetLastWriteTimeUtc)];
        runs.Index().Where(run => before[run.Index] == after[run.Index]).Select(run => run.Index).ShouldBe([0, 3]);
    }

    [Fact]
    public void A_folder_whose_runs_have_all_ended_but_whose_end_is_not_recorded_is_completed()
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt();

        ProgramResult first = Start("experiment", "many.yaml");
        ProgramResult second = Start("experiment", "many.yaml");

        first.Errors.ShouldBe("data/words-001 continues: 4 of 4 runs are complete (same definition, same version)");
        first.Output.ShouldEndWith("4 runs completed, 0 failed, in data/words-001");
        second.Errors.ShouldBeEmpty();
        second.Output.ShouldEndWith("4 runs completed, 0 failed, in data/words-002");
    }

    [Fact]
    public void New_starts_another_folder()
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt();

        ProgramResult result = Start("experiment", "many.yaml", "--new");

        result.Errors.ShouldBeEmpty();
        result.Output.ShouldEndWith("in data/words-002");
    }

    [Theory]
    [InlineData("[500, 1000]", "[500, 2000]", "definition (matrix)")]
    [InlineData("runs: 2\n", "runs: 1\n", "definition (runs)")]
    [InlineData("seed: 42\n", "seed: 43\n", "definition (seed)")]
    [InlineData("runs: 2\n", "runs: 2 # two\n", "definition (comments or layout)")]
    public void A_changed_definition_starts_another_folder_and_names_what_differs(string old, string now, string difference)
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt();
        _folder.Write("many.yaml", Definition.Replace(old, now, StringComparison.Ordinal));

        ProgramResult result = Start("experiment", "many.yaml");

        result.ExitCode.ShouldBe(0, result.Text);
        result.Errors.ShouldBe($"data/words-001 has another {difference}; starting data/words-002");
        result.Output.ShouldEndWith("in data/words-002");
    }

    [Fact]
    public void An_older_folder_of_the_same_definition_continues_before_a_newer_one_of_another()
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt();
        _folder.Write("many.yaml", Definition.Replace("runs: 2\n", "runs: 1\n", StringComparison.Ordinal));
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt("words-002");
        _folder.Write("many.yaml", Definition);

        Start("experiment", "many.yaml").Errors.ShouldStartWith("data/words-001 continues: 4 of 4 runs are complete");
    }

    [Fact]
    public void A_folder_of_another_version_is_not_continued()
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        Interrupt();
        Edit("words-001", provenance => provenance["scalewright"] = "0.0.1");

        ProgramResult result = Start("experiment", "many.yaml");

        result.Errors.ShouldBe("data/words-001 has another version of Scalewright (0.0.1); starting data/words-002");
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("processes")]
    public void A_folder_whose_runs_another_program_executes_is_refused_by_name(string executor)
    {
        Start("experiment", "many.yaml").ExitCode.ShouldBe(0);
        string[] runs = Interrupt();
        File.Delete(runs[0]);
        using FileStream other = new(_folder.At("data", "words-001", "sweep.claim"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        ProgramResult result = Start("experiment", "many.yaml", "--executor", executor);

        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain(
            "error: data/words-001: another program executes its runs; wait until the process in data/words-001/sweep.claim ends, or end it [SW9004]"
        );
        result.Errors.ShouldEndWith($"\nUnfinished: 3 of 4 runs are complete in data/words-001. {Continues}");
        File.Exists(runs[0]).ShouldBeFalse();
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("threads", "KILL", 137)]
    [InlineData("threads", "INT", 130)]
    [InlineData("threads", "TERM", 143)]
    [InlineData("processes", "KILL", 137)]
    [InlineData("processes", "INT", 130)]
    public async Task An_interrupted_sweep_of_36_runs_continues_with_the_same_bytes_and_repeats_no_finished_run(
        string executor,
        string signal,
        int exitCode
    )
    {
        _folder.Write("long.yaml", Long);
        Start("experiment", "long.yaml", "--data", "whole").ExitCode.ShouldBe(0);

        using LiveTool tool = LiveTool.Start(_folder.Root, "experiment", "long.yaml", "--executor", executor);
        await Poll.UntilAsync(() => Ended().Length >= 5);
        (int code, string _, string errors) = await tool.SignalAsync(signal);
        string[] ended = Ended();
        DateTime[] before = [.. ended.Select(File.GetLastWriteTimeUtc)];
        ProgramResult result = StartProcess("experiment", "long.yaml", "--executor", executor);

        code.ShouldBe(exitCode);
        ended.Length.ShouldBeLessThan(36);
        errors
            .TrimEnd()
            .Split('\n')[^1]
            .ShouldBe(signal == "KILL" ? "" : $"Stopped: {ended.Length} of 36 runs are complete in data/words-001. {Continues}");
        result.ExitCode.ShouldBe(0, result.Text);
        result
            .Errors.Split('\n')[0]
            .ShouldBe($"data/words-001 continues: {ended.Length} of 36 runs are complete (same definition, same version)");
        result.Output.ShouldEndWith("36 runs completed, 0 failed, in data/words-001");
        ended.Select(File.GetLastWriteTimeUtc).ShouldBe(before);
        ShouldEqual("data", "whole");
    }

    private string[] Ended() =>
        !Directory.Exists(_folder.At("data"))
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(_folder.At("data"), "run-*.jsonl", SearchOption.AllDirectories)
                    .Where(file => File.ReadAllText(file).Contains("\n{\"end\":\"completed\"", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>Removes the end of an experiment from its provenance, as if it was interrupted.</summary>
    private string[] Interrupt(string name = "words-001")
    {
        Edit(name, provenance => provenance["ended"] = null);
        return
        [
            .. Directory.EnumerateFiles(_folder.At("data", name), "run-*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
    }

    private void Edit(string name, Action<JsonObject> edit)
    {
        string file = _folder.At("data", name, "provenance.json");
        JsonObject provenance = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        edit(provenance);
        File.WriteAllText(file, provenance.ToJsonString());
    }

    // Times of the day are only in the provenance; the folder of elements has the paths of the last program's runs.
    private void ShouldEqual(string data, string whole)
    {
        string[] files = Files(whole);
        Files(data).ShouldBe(files);
        files.ShouldAllBe(file => File.ReadAllBytes(_folder.At(data, file)).SequenceEqual(File.ReadAllBytes(_folder.At(whole, file))));

        string[] Files(string root) =>
            [
                .. Directory
                    .EnumerateFiles(_folder.At(root), "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(_folder.At(root), file))
                    .Where(file => Path.GetFileName(file) != "provenance.json" && !file.Contains("/elements/", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ];
    }

    private ProgramResult Start(params string[] arguments) => ToolRun.Start(_folder.Root, arguments);

    private ProgramResult StartProcess(params string[] arguments) => ToolRun.StartProcess(_folder.Root, arguments);
}
