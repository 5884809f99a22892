namespace Experiments.Services.Tests.Processes;

[Trait(Category.Name, Category.RealTime)]
public sealed class ProcessDeploymentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scalewright-steps-").FullName;

    private string Written => Path.Combine(_folder, "written");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Steps_run_in_order_before_the_load_and_are_undone_in_reverse_order_at_the_end()
    {
        (RunResult result, RunHistory history) = await RunAsync(
            $$"""
              - {name: one, command: {{Write("one")}}, hosts: pico-1, undo: {{Write("not one")}}}
              - {name: two, command: {{Write("two")}}, hosts: pico}
              - {name: all, command: {{Write("three")}}}
              - {name: last, undo: {{Write("not last")}}, hosts: broker}
            """
        );

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        File.ReadAllLines(Written).ShouldBe(["one", "two", "two", "three", "three", "three", "not last", "not one"]);
        history
            .Events.Where(historyEvent => historyEvent.Kind is "deploy" or "load")
            .Select(historyEvent => historyEvent.Text.Split(':')[0].Split(';')[0])
            .ShouldBe(["one", "two", "all", "words to words"]);
    }

    [Fact]
    public async Task A_failed_step_fails_the_run_before_any_load_and_the_started_steps_are_undone()
    {
        (RunResult result, RunHistory history) = await RunAsync(
            $$"""
              - {name: one, command: {{Write("one")}}, hosts: pico-1, undo: {{Write("not one")}}}
              - {name: two, command: [sh, -c, 'echo looking; echo no such disk >&2; exit 3'], hosts: pico-2, undo: [sh, -c, 'echo not two >> {{Written}}; exit 4']}
              - {name: three, command: {{Write("three")}}, undo: {{Write("not three")}}}
            """
        );

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("deployment.two.command: pico-2: 'sh' ended with exit code 3: no such disk; fix the cause and run it again");
        result.Reason.ShouldEndWith(
            "; a deployment could not be undone: deployment.two.undo: pico-2: 'sh' ended with exit code 4; fix the cause and run it again"
        );
        history.Events.ShouldNotContain(historyEvent => historyEvent.Kind == "load");
        File.ReadAllLines(Written).ShouldBe(["one", "not two", "not one"]);
    }

    [Fact]
    public async Task A_run_that_is_stopped_during_a_step_undoes_the_step()
    {
        using CancellationTokenSource stop = new();
        Task<(RunResult Result, RunHistory History)> running = RunAsync(
            $"  - {{name: wait, command: [sh, -c, 'echo begun >> {Written}; exec sleep 1000'], hosts: pico-1, undo: {Write("undone")}}}",
            stop.Token
        );
        await RealServer.UntilAsync(() => Task.FromResult(running.IsCompleted || File.Exists(Written)), "the command has begun");
        await stop.CancelAsync();

        (await running).Result.ShouldBe(new RunResult(RunOutcome.Stopped, "the run was stopped"));

        File.ReadAllLines(Written).ShouldBe(["begun", "undone"]);
    }

    private string Write(string text) => $"[sh, -c, 'echo {text} >> {Written}']";

    private async Task<(RunResult Result, RunHistory History)> RunAsync(string steps, CancellationToken cancellationToken = default)
    {
        // Using a type of the assembly registers its experiment types.
        new ProcessesType().Hosts.ShouldBe(["broker"]);
        ExperimentDefinition read = new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                $$"""
                name: steps
                type: processes
                processes: {work: sleep, isolation: processes}
                duration: 2s
                sample_interval: 1s
                warm_up: 0s
                nodes: [{kind: pico, count: 2, cores: 1}]
                task_managers: {count: 2}
                job: {topics: [{name: words, partitions: 2}], operators: [{name: count, topic: words, cpu_time: 1ms, parallelism: 2}]}
                load: [{name: words, topic: words, shape: constant, rate: 100}]
                deployment:
                {{steps}}
                """
            )
        ).Read();
        read.Problems.ShouldBeEmpty();
        string run = Path.Combine(_folder, "run");
        ProcessRunOptions options = new(() =>
            new LocalProvider(
                new LocalOptions
                {
                    Isolation = LocalIsolation.Processes,
                    Folder = Path.Combine(run, "n"),
                    Agent = OwnAgent.Prepare(run),
                }
            )
        )
        {
            WorkMode = WorkMode.Sleep,
            Folder = run,
        };
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        RunResult result = await new ProcessRun(options).RunAsync(
            read.Experiments.ShouldHaveSingleItem(),
            1,
            writer,
            cancellationToken: cancellationToken
        );
        writer.End(result.Outcome, result.Reason);
        RunningPrograms.Of(_folder).ShouldBe("", "no process of the run is left");
        return (result, HistoryReader.Read(stream.ToArray(), number: 1));
    }
}
