using System.Text.RegularExpressions;
using Scalewright.Agents.Processes;
using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

[Collection(SlurmTurns.Name)]
public sealed class ExperimentSweepTests(SlurmLab lab)
{
    private const string Definition =
        WordCount.Definition
        + """
            runs: 2
            duration: 1m
            matrix: {load.words.rate: [500, 1000, 2000]}
            """;

    // The first element that starts is killed at once, as if its machine failed.
    private const string DieOnce = """mkdir "$0" 2>/dev/null && kill -9 $$; exec "$@" """;

    private const string WaitForGo = """echo start >>"$0/starts"; while [ ! -e "$0/go" ]; do sleep 0.1; done; exec "$@" """;

    [MachineFact("slurm")]
    public async Task A_matrix_on_Slurm_with_a_killed_element_gives_the_same_bytes_as_threads_of_one_process()
    {
        ExperimentFolder alone = Create("alone");
        await new ExperimentSweep(alone) { MaxDegreeOfParallelism = 2 }.RunAsync();
        ExperimentFolder shared = Create("shared");
        SlurmSweepEngine engine = new(lab.Options, ["sh", "-c", DieOnce, lab.At("killed"), .. SweepHost.Tool]);

        ExperimentSweepResult tally = await new ExperimentSweep(shared) { Engine = engine, ChunkSize = 2 }.RunAsync();

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), tally);
        Assert.True(Directory.Exists(lab.At("killed")));
        string[] histories = Histories(alone);
        Assert.Equal(6, histories.Length);
        Assert.Equal(histories, Histories(shared));
        Assert.All(histories, file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone.FullPath, file)), File.ReadAllBytes(Path.Combine(shared.FullPath, file)))
        );
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_matrix_in_pods_without_a_shared_folder_gives_the_same_bytes_also_after_an_evicted_and_a_failed_pod()
    {
        using TemporaryFolder folder = new();
        await using JobCluster cluster = await JobCluster.StartAsync();
        ExperimentFolder alone = Create("alone", folder);
        await new ExperimentSweep(alone) { MaxDegreeOfParallelism = 2 }.RunAsync();
        ExperimentFolder pods = Create("pods", folder);
        string mark = folder.At("mark");

        Task<ExperimentSweepResult> run = new ExperimentSweep(pods)
        {
            Engine = cluster.Engine(JobCluster.Stopping(mark, ["evict", "fail"], SweepHost.Tool)),
        }.RunAsync();
        await cluster.ActAsync(mark, "evict");

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), await run);
        Assert.True(File.Exists(Path.Combine(mark, "fail", "index")));
        Assert.Equal(Histories(alone), Histories(pods));
        Assert.All(Histories(alone), file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone.FullPath, file)), File.ReadAllBytes(Path.Combine(pods.FullPath, file)))
        );
        Assert.Empty(Directory.GetFiles(pods.FullPath, "*.claim", SearchOption.AllDirectories));
    }

    // The first element waits in its job, and the others are pending, while the next controller starts.
    [MachineTheory("slurm")]
    [InlineData("adopted", false)]
    [InlineData("adopted-by-name", true)]
    public async Task An_array_of_a_killed_controller_is_adopted_and_no_run_is_repeated(string name, bool isIdLost)
    {
        ExperimentFolder alone = Create($"{name}-alone");
        await new ExperimentSweep(alone).RunAsync();
        ExperimentFolder shared = Create(name);
        string notes = Directory.CreateDirectory(lab.At($"{name}-notes")).FullName;
        ValueList<string> words = ["sh", "-c", WaitForGo, notes, .. SweepHost.Tool];
        TaskCompletionSource submitted = new();
        StartKilled(shared, new SlurmSweepEngine(Killed(submitted, isIdLost), words) { MaxRunningTasks = 1 });
        await submitted.Task;
        await WaitAsync(() => File.Exists(Path.Combine(notes, "starts")));

        List<string> commands = [];
        TaskCompletionSource waits = new();
        SlurmClientOptions options = lab.Options with
        {
            RunCommand = (request, token) =>
            {
                commands.AddRange(request.Command.Where(word => word is "sbatch" or "scancel"));
                _ = request.Command.Any(word => word.StartsWith("--jobs=", StringComparison.Ordinal)) && waits.TrySetResult();
                return LocalCommands.RunAsync(request, token);
            },
        };
        Task<ExperimentSweepResult> next = new ExperimentSweep(shared)
        {
            Engine = new SlurmSweepEngine(options, words),
            ChunkSize = 2,
        }.RunAsync();
        await waits.Task;
        Assert.True(Directory.Exists(Path.Combine(shared.FullPath, "elements", "attempts", "000001")));
        await File.WriteAllTextAsync(Path.Combine(notes, "go"), "");

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), await next);
        Assert.Empty(commands);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(notes, "starts")).Length);
        Assert.Equal(Histories(alone), Histories(shared));
        Assert.All(Histories(alone), file =>
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone.FullPath, file)), File.ReadAllBytes(Path.Combine(shared.FullPath, file)))
        );
    }

    [MachineTheory("slurm")]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public async Task The_tool_continues_an_interrupted_sweep_of_36_runs_on_Slurm_and_repeats_no_finished_run(string signal, int exitCode)
    {
        string definition = Definition.Replace("runs: 2", "runs: 12", StringComparison.Ordinal);
        string file = lab.At("words.yaml");
        await File.WriteAllTextAsync(file, definition);
        ExperimentFolder alone = ExperimentFolder.Create(lab.At($"{signal}-alone"), ExperimentDefinition.Load(file), TimeProvider.System);
        await new ExperimentSweep(alone) { MaxDegreeOfParallelism = 2 }.RunAsync();
        string data = lab.At(signal);

        using Process first = StartTool(file, data);
        await WaitAsync(() => Directory.Exists(data) && ExperimentFolder.List(data) is [var folder] && Ended(folder).Length >= 4);
        Signals.Send(first.Id, signal).ShouldBeTrue();
        string told = await first.StandardError.ReadToEndAsync();
        await first.WaitForExitAsync();
        ExperimentFolder shared = ExperimentFolder.List(data)[0];
        string[] ended = Ended(shared);
        DateTime[] before = [.. ended.Select(File.GetLastWriteTimeUtc)];
        using Process second = StartTool(file, data);
        string errors = await second.StandardError.ReadToEndAsync();
        string output = await second.StandardOutput.ReadToEndAsync();
        await second.WaitForExitAsync();

        first.ExitCode.ShouldBe(exitCode);
        ended.Length.ShouldBeLessThan(36);
        told.ShouldEndWith(
            signal == "KILL"
                ? ""
                : $"Stopped: {ended.Length} of 36 runs are complete in {shared.FullPath}. The same command continues; --new starts again.\n"
        );
        second.ExitCode.ShouldBe(0, errors);
        errors.ShouldMatch($@"^{Regex.Escape(shared.FullPath)} continues: \d+ of 36 runs are complete \(same definition, same version\)\n");
        output.ShouldEndWith($"36 runs completed, 0 failed, in {shared.FullPath}\n");
        ended.Select(File.GetLastWriteTimeUtc).ShouldBe(before);
        Histories(shared).ShouldBe(Histories(alone));
        Histories(alone)
            .ShouldAllBe(history =>
                File.ReadAllBytes(Path.Combine(alone.FullPath, history))
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(shared.FullPath, history)))
            );
        Directory.EnumerateFiles(shared.FullPath, "*.claim", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task Runs_that_an_adopted_array_does_not_complete_are_submitted_again_after_it_ended()
    {
        ExperimentFolder shared = Create("adopted-canceled");
        string notes = Directory.CreateDirectory(lab.At("adopted-canceled-notes")).FullName;
        ValueList<string> words = ["sh", "-c", WaitForGo, notes, .. SweepHost.Tool];
        TaskCompletionSource submitted = new();
        StartKilled(shared, new SlurmSweepEngine(Killed(submitted, isIdLost: false), words) { MaxRunningTasks = 1 });
        await submitted.Task;
        await WaitAsync(() => File.Exists(Path.Combine(notes, "starts")));

        Task<ExperimentSweepResult> next = new ExperimentSweep(shared)
        {
            Engine = new SlurmSweepEngine(lab.Options, words),
            ChunkSize = 2,
        }.RunAsync();
        await LocalCommands.RunAsync(new CommandRequest(["scancel", "--me"]) { Environment = lab.Options.Environment });
        await File.WriteAllTextAsync(Path.Combine(notes, "go"), "");

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), await next);
        Assert.Equal(6, Histories(shared).Length);
    }

    [Fact]
    public async Task A_program_that_starts_again_continues_its_folder_and_two_sweeps_on_one_folder_are_refused()
    {
        using TemporaryFolder data = new();
        ExperimentDefinition definition = ExperimentDefinition.Load(data.Write("words.yaml", Definition));
        ExperimentFolder first = ExperimentFolder.ContinueOrCreate(data.Root, definition, TimeProvider.System);
        Task<ExperimentSweepResult>? nested = null;
        Watch watch = new(() => nested ??= new ExperimentSweep(first).RunAsync());
        await new ExperimentSweep(first) { Progress = watch }.RunAsync();

        (await Should.ThrowAsync<ExperimentException>(() => nested!)).Problems[0].Message.ShouldBe("another program executes its runs");
        ExperimentFolder.ContinueOrCreate(data.Root, definition, TimeProvider.System).FullPath.ShouldBe(first.FullPath);
        File.Delete(first.GetRunPath(first.ReadDefinition().Experiments[0].PointName, 1));
        first.Complete(TimeProvider.System);
        ExperimentFolder.ContinueOrCreate(data.Root, definition, TimeProvider.System).FullPath.ShouldBe(first.FullPath);
        await new ExperimentSweep(first).RunAsync();
        first.Complete(TimeProvider.System);
        ExperimentFolder.ContinueOrCreate(data.Root, definition, TimeProvider.System).Name.ShouldBe("words-002");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Runs_that_no_element_completes_are_reported_and_completed_by_the_next_call()
    {
        using TemporaryFolder folder = new();
        ExperimentFolder experiment = Create("words", folder);

        ExperimentSweepResult none = await new ExperimentSweep(experiment) { Engine = new ProcessSweepEngine(["false"]) }.RunAsync();
        ExperimentSweepResult all = await new ExperimentSweep(experiment)
        {
            Engine = new ProcessSweepEngine(SweepHost.Tool),
            ChunkSize = 6,
        }.RunAsync();

        Assert.Equal((0, 6), (none.CompletedCount, none.FailedCount));
        Assert.Contains("its element exited with code 1", none.Reason, StringComparison.Ordinal);
        Assert.Equal(new ExperimentSweepResult(6, 0, ""), all);
    }

    // A killed controller holds no claim.
    internal static void StartKilled(ExperimentFolder shared, SlurmSweepEngine engine) =>
        _ = new SweepElementRuns(shared) { Chunk = 2 }.RunAsync(
            engine,
            shared
                .ReadDefinition()
                .Experiments.SelectMany(experiment => Enumerable.Range(1, experiment.RunCount).Select(run => (experiment, run))),
            CancellationToken.None
        );

    // Commands of a controller that gets no answer after its submission, as if it were killed then.
    private SlurmClientOptions Killed(TaskCompletionSource submitted, bool isIdLost) =>
        lab.Options with
        {
            RunCommand = async (request, token) =>
            {
                if (submitted.Task.IsCompleted)
                {
                    return await FakeSlurm.Hang();
                }

                CommandResult result = await LocalCommands.RunAsync(request, token);
                _ = request.Command.Contains("sbatch") && submitted.TrySetResult();
                return submitted.Task.IsCompleted && isIdLost ? await FakeSlurm.Hang() : result;
            },
        };

    private Process StartTool(string file, string data)
    {
        ProcessStartInfo start = new(
            "env",
            ["--default-signal=INT", .. SweepHost.Tool, "experiment", file, "--data", data, "--executor", "slurm", "--partition", "main"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["SLURM_CONF"] = lab.Options.Environment["SLURM_CONF"];
        return Process.Start(start)!;
    }

    private static string[] Ended(ExperimentFolder folder) =>
        [
            .. Directory
                .EnumerateFiles(folder.FullPath, "run-*.jsonl", SearchOption.AllDirectories)
                .Where(file => HistoryTail.ReadOutcome(file) == RunOutcome.Completed)
                .Order(StringComparer.Ordinal),
        ];

    private static async Task WaitAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(50);
        }
    }

    private static string[] Histories(ExperimentFolder folder) =>
        [
            .. Directory
                .EnumerateFiles(folder.FullPath, "run-*.jsonl", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder.FullPath, file))
                .Order(StringComparer.Ordinal),
        ];

    private sealed class Watch(Action action) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => action();
    }

    internal static ExperimentFolder Create(string data, TemporaryFolder folder)
    {
        string file = folder.Write("words.yaml", Definition);
        return ExperimentFolder.Create(folder.At(data), ExperimentDefinition.Load(file), TimeProvider.System);
    }

    private ExperimentFolder Create(string data)
    {
        File.WriteAllText(lab.At("words.yaml"), Definition);
        return ExperimentFolder.Create(lab.At(data), ExperimentDefinition.Load(lab.At("words.yaml")), TimeProvider.System);
    }
}
