namespace Experiments.Tests.Operators;

public class OperatorTests
{
    private const string Sweep = Definitions.Join + "\nruns: 2\nmatrix:\n  load.vehicles.rate: [500, 900]\n";

    [Fact]
    public async Task Queued_experiments_run_sequentially_and_leave_the_queue_empty()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        control.ReadState().Queue.ShouldBe(["join-001", "join-002"]);

        ValueMap<ExperimentSweepResult>? done = await new ExperimentOperator(data.Root, TimeProvider.System).RunAsync();

        done!.Keys.ShouldBe(["join-001", "join-002"]);
        done.Values.ShouldAllBe(tally => tally.IsSuccess && tally.CompletedCount == 1);
        OperatorState state = control.ReadState();
        state.Stage.ShouldBe(OperatorStage.Idle);
        state.Queue.ShouldBeEmpty();
        control.HasOperator.ShouldBeFalse();
        Histories(data.Root, "join-001").Values.Single().ShouldBe(Histories(data.Root, "join-002").Values.Single());
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Completed_runs_survive_a_crash_and_the_resumed_runs_produce_identical_bytes()
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder broken = new();
        await RunAsync(whole.Root, Sweep);
        await RunAsync(broken.Root, Sweep);
        SortedDictionary<string, byte[]> expected = Histories(whole.Root, "join-001");

        // The state after a killed program: one run is partially written, another was never started, and the queue
        // still contains the experiment.
        string[] files =
        [
            .. Directory.EnumerateFiles(broken.Root, "run-*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        byte[] part = await File.ReadAllBytesAsync(files[1]);
        await File.WriteAllBytesAsync(files[1], part[..(part.Length / 2)]);
        File.Delete(files[3]);
        DateTime kept = File.GetLastWriteTimeUtc(files[0]);
        Directory.CreateDirectory(Path.Combine(broken.Root, ".control", "queue"));
        await File.WriteAllTextAsync(Path.Combine(broken.Root, ".control", "queue", "00000001"), "join-001");
        await new ExperimentOperator(broken.Root, TimeProvider.System).RunAsync();

        SortedDictionary<string, byte[]> found = Histories(broken.Root, "join-001");
        found.Keys.ShouldBe(expected.Keys);
        foreach ((string name, byte[] bytes) in expected)
        {
            found[name].ShouldBe(bytes, name);
        }

        File.GetLastWriteTimeUtc(files[0]).ShouldBe(kept);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_thread_count_does_not_change_the_bytes_of_the_histories()
    {
        using TemporaryFolder one = new();
        using TemporaryFolder many = new();

        await RunAsync(one.Root, Sweep);
        await RunAsync(many.Root, Sweep, threads: 3);

        SortedDictionary<string, byte[]> expected = Histories(one.Root, "join-001");
        SortedDictionary<string, byte[]> found = Histories(many.Root, "join-001");
        expected.Count.ShouldBe(4);
        found.Keys.ShouldBe(expected.Keys);
        found.Zip(expected).ShouldAllBe(pair => Convert.ToHexString(pair.First.Value) == Convert.ToHexString(pair.Second.Value));
    }

    [Fact]
    public async Task A_stop_request_ends_the_current_run_and_clears_the_queue()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join.Replace("duration: 5m", "duration: 20d", StringComparison.Ordinal)), TimeProvider.System);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        Stopper stopper = new(control);

        ValueMap<ExperimentSweepResult>? done = await new ExperimentOperator(data.Root, TimeProvider.System)
        {
            Progress = stopper,
        }.RunAsync();

        done!.Keys.ShouldBe(["join-001"]);
        done["join-001"].Reason.ShouldBe("the run was stopped");
        control.ReadState().Stage.ShouldBe(OperatorStage.Idle);
        control.ReadState().Queue.ShouldBeEmpty();
        ExperimentFolder.Open(Path.Combine(data.Root, "join-001")).ReadData().Points[0].Runs[0].Outcome.ShouldBe(RunOutcome.Stopped);
        control.DeleteIncompleteRuns().ShouldBe(1);
    }

    [Fact]
    public async Task An_interrupted_experiment_is_reported_as_interrupted_and_resumes_on_the_next_start()
    {
        using TemporaryFolder data = new();
        using CancellationTokenSource end = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Sweep), TimeProvider.System);
        Listener interrupter = new(state =>
        {
            if (state.Stage == OperatorStage.Starting)
            {
                end.Cancel();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new ExperimentOperator(data.Root, TimeProvider.System) { Progress = interrupter }.RunAsync(end.Token)
        );

        control.ReadState().Stage.ShouldBe(OperatorStage.Interrupted);
        control.ReadState().Experiment.ShouldBe("join-001");
        control.ReadState().Queue.ShouldBe(["join-001"]);
        control.FindUnfinished(Read(Sweep).Bundle)!.Name.ShouldBe("join-001");
        control.FindUnfinished(Read(Definitions.Join).Bundle).ShouldBeNull();

        (await new ExperimentOperator(data.Root, TimeProvider.System).RunAsync())!.Keys.ShouldBe(["join-001"]);
        control.ReadState().Stage.ShouldBe(OperatorStage.Idle);
        control.FindUnfinished(Read(Sweep).Bundle).ShouldBeNull();
    }

    [Fact]
    public async Task An_experiment_that_measures_nothing_fails()
    {
        using TemporaryFolder data = new();
        ValueMap<ExperimentSweepResult>? done = await RunAsync(
            data.Root,
            Definitions.Join + "\nfaults: [{at: 0s, crash: pico-1}, {at: 0s, crash: pico-2}, {at: 0s, crash: pico-3}]\n"
        );

        done!["join-001"].IsSuccess.ShouldBeFalse();
        OperatorState state = new ExperimentQueue(data.Root).ReadState();
        state.Stage.ShouldBe(OperatorStage.Failed);
        state.Error.ShouldStartWith("nothing was measured");
    }

    [Fact]
    public async Task Commands_that_are_invalid_in_the_current_stage_are_rejected()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);

        Should.Throw<ExperimentException>(control.RequestStop).Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.InvalidStage);
        Should.Throw<ExperimentException>(() => control.Enqueue(Read("name: x"), TimeProvider.System)).Problems.ShouldNotBeEmpty();
        Directory.Exists(Path.Combine(data.Root, "x-001")).ShouldBeFalse();

        control.Enqueue(Read(Definitions.Join.Replace("duration: 5m", "duration: 20d", StringComparison.Ordinal)), TimeProvider.System);
        Stopper stopper = new(control)
        {
            Before = () =>
                Should.Throw<ExperimentException>(() => control.DeleteIncompleteRuns()).Problems[0].Code.ShouldBe(ProblemCode.InvalidStage),
        };
        await new ExperimentOperator(data.Root, TimeProvider.System) { Progress = stopper }.RunAsync();
        stopper.HasStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task An_experiment_queued_while_the_operator_shuts_down_still_runs()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        ExperimentOperator other = new(data.Root, TimeProvider.System);
        ValueMap<ExperimentSweepResult>? refused = ValueMap<ExperimentSweepResult>.Empty;
        int idle = 0;

        // The operator reports the end of an experiment, then an empty queue; only then is another one queued.
        Listener listener = new(state =>
        {
            if (state is { Stage: OperatorStage.Idle, Queue.Count: 0 } && ++idle == 2)
            {
                control.Enqueue(Read(Definitions.Join), TimeProvider.System);
                refused = other.RunAsync().GetAwaiter().GetResult();
            }
        });
        ValueMap<ExperimentSweepResult>? done = await new ExperimentOperator(data.Root, TimeProvider.System)
        {
            Progress = listener,
        }.RunAsync();

        refused.ShouldBeNull();
        done!.Keys.ShouldBe(["join-001", "join-002"]);
        control.ReadState().Queue.ShouldBeEmpty();
    }

    [Fact]
    public async Task Checking_for_a_running_operator_does_not_prevent_an_operator_from_starting()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        bool isOver = false;
        Thread looker = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _ = control.HasOperator;
            }
        });
        looker.Start();
        try
        {
            for (int round = 0; round < 200; round++)
            {
                (await new ExperimentOperator(data.Root, TimeProvider.System).RunAsync()).ShouldNotBeNull();
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            looker.Join();
        }
    }

    [Fact]
    public async Task An_experiment_with_an_unexpected_exception_does_not_block_the_queue()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join + "\ntype: broken_here\n"), TimeProvider.System);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);

        ValueMap<ExperimentSweepResult>? done = await new ExperimentOperator(data.Root, TimeProvider.System).RunAsync();

        done!["join-001"].ShouldBe(new ExperimentSweepResult(0, 1, "nobody foresaw this"));
        done["join-002"].IsSuccess.ShouldBeTrue();
        control.ReadState().Queue.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_run_that_throws_stops_the_remaining_runs_of_its_sweep(int threads)
    {
        using TemporaryFolder data = new();
        ExperimentFolder folder = ExperimentFolder.Create(
            data.Root,
            Read(Definitions.Join.Replace("duration: 5m", "duration: 20d", StringComparison.Ordinal) + "\ntype: broken_here\nruns: 500\n"),
            TimeProvider.System
        );

        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                new ExperimentSweep(folder) { MaxDegreeOfParallelism = threads }.RunAsync()
            )
        ).Message.ShouldBe("nobody foresaw this");

        Directory.EnumerateFiles(folder.FullPath, "run-*.jsonl", SearchOption.AllDirectories).Count().ShouldBeLessThanOrEqualTo(threads);
    }

    [Fact]
    public async Task The_running_experiment_is_not_listed_in_the_queue()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        List<string> told = [];
        List<string> seen = [];
        Listener listener = new(state =>
        {
            if (state.Stage == OperatorStage.Starting)
            {
                told.Add($"{state.Experiment}: {string.Join(' ', state.Queue)}");
                seen.Add($"{state.Experiment}: {string.Join(' ', control.ReadState().Queue)}");
            }
        });

        await new ExperimentOperator(data.Root, TimeProvider.System) { Progress = listener }.RunAsync();

        told.Distinct().ShouldBe(["join-001: join-002", "join-002: "]);
        seen.Distinct().ShouldBe(["join-001: join-002", "join-002: "]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_experiment_queued_late_under_a_reused_number_still_runs()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        control.Enqueue(Read(Definitions.Join), TimeProvider.System);
        ExperimentFolder third = ExperimentFolder.Create(data.Root, Read(Definitions.Join), TimeProvider.System);

        // Simulates a process that read the queue before the first experiment completed, and writes its file only now.
        Listener listener = new(state =>
        {
            if (state is { Stage: OperatorStage.Starting, Experiment: "join-002" })
            {
                File.WriteAllText(data.At(".control", "queue", "00000001"), third.Name);
            }
        });
        ValueMap<ExperimentSweepResult>? done = await new ExperimentOperator(data.Root, TimeProvider.System)
        {
            Progress = listener,
        }.RunAsync();

        done!.Keys.ShouldBe(["join-001", "join-002", "join-003"]);
        control.ReadState().Queue.ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_state_can_be_read_while_the_operator_updates_it()
    {
        using TemporaryFolder data = new();
        ExperimentQueue control = new(data.Root);
        for (int count = 0; count < 40; count++)
        {
            control.Enqueue(Read(Definitions.Join.Replace("duration: 5m", "duration: 1m", StringComparison.Ordinal)), TimeProvider.System);
        }

        Task<ValueMap<ExperimentSweepResult>?> work = Task.Run(() => new ExperimentOperator(data.Root, TimeProvider.System).RunAsync());
        while (!work.IsCompleted)
        {
            control.ReadState().Queue.Count.ShouldBeLessThanOrEqualTo(40);
        }

        (await work)!.Count.ShouldBe(40);
    }

    [Fact]
    public void An_invalid_state_file_is_reported_as_corrupt()
    {
        using TemporaryFolder data = new();
        foreach (
            string text in (string[])["null", "{}", "[1]", """{"stage": "Idle", "queue": null}""", """{"stage": "Idle", "error": null}"""]
        )
        {
            data.Write(".control/state.json", text);
            Should
                .Throw<ExperimentException>(() => new ExperimentQueue(data.Root).ReadState(), text)
                .Problems[0]
                .Code.ShouldBe(ProblemCode.StateCorrupt);
        }
    }

    [Fact]
    public async Task The_provenance_of_an_experiment_is_stored_with_its_data()
    {
        using TemporaryFolder data = new();
        await RunAsync(data.Root, Definitions.Join);

        string text = await File.ReadAllTextAsync(data.At("join-001", "provenance.json"));

        text.ShouldContain($"\"definition\": \"{Read(Definitions.Join).Bundle.ComputeHash()}\"");
        text.ShouldContain("\"seed\": 7");
        text.ShouldContain($"\"scalewright\": \"{Version()}\"");
        text.ShouldNotContain("\"ended\": null");
    }

    private static string Version() =>
        System.Xml.Linq.XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value;

    private static ExperimentDefinition Read(string text) => new ExperimentBundle(Encoding.UTF8.GetBytes(text)).Read();

    private static async Task<ValueMap<ExperimentSweepResult>?> RunAsync(string data, string text, int threads = 1)
    {
        new ExperimentQueue(data).Enqueue(Read(text), TimeProvider.System);
        return await new ExperimentOperator(data, TimeProvider.System) { MaxDegreeOfParallelism = threads }.RunAsync();
    }

    private static SortedDictionary<string, byte[]> Histories(string data, string name) =>
        new(
            Directory
                .EnumerateFiles(Path.Combine(data, name), "run-*.jsonl", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(Path.Combine(data, name), file), File.ReadAllBytes),
            StringComparer.Ordinal
        );

    private sealed class Listener(Action<OperatorState> hear) : IProgress<OperatorState>
    {
        public void Report(OperatorState value) => hear(value);
    }

    private sealed class Stopper(ExperimentQueue control) : IProgress<OperatorState>
    {
        public Action Before { get; init; } = () => { };

        public bool HasStopped { get; private set; }

        public void Report(OperatorState value)
        {
            if (value.Stage == OperatorStage.Running && !HasStopped)
            {
                Before();
                control.RequestStop();
                HasStopped = true;
            }
        }
    }
}
