using Scalewright.Providers.Simulation;

namespace Experiments.Services.Tests.Processes;

public sealed class ProcessTypeTests
{
    [Fact]
    public void All_unsupported_settings_and_faults_are_reported_together()
    {
        DocumentMap options = (DocumentMap)
            DocumentReader.Read(Encoding.UTF8.GetBytes("work: dance\nisolation: none\ncolour: red\n"), Dialect.Yaml).Root!;
        Experiment experiment = new("real")
        {
            Type = "processes",
            Options = options,
            Faults = FaultSchedule
                .Empty.Add(TimeSpan.FromSeconds(1), new CrashAgent("pico-1"))
                .Add(TimeSpan.FromSeconds(2), new CrashNode("pico-1")),
        };
        ProblemList problems = new();

        new ProcessesType().Validate(experiment, problems);

        problems
            .ToValueList()
            .Select(problem => $"{problem.Position.Line} {problem.Field}: {problem.Advice}")
            .ShouldBe(
                [
                    "1 processes.work: use compute or sleep",
                    "2 processes.isolation: use namespaces, which needs root, or processes",
                    "3 processes.colour: use work, isolation, disk, machines, slurm, folder, ssh_config",
                    "0 faults.0: use crash, restart, freeze, fill, isolate, cut or slow, or run the experiment in the simulation",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Faults_and_links_that_the_provider_does_not_support_are_reported_with_their_positions()
    {
        new ProcessesType().Hosts.ShouldBe(["broker"]);
        byte[] definition = Encoding.UTF8.GetBytes(
            """
            name: broken
            type: processes
            processes: {isolation: processes}
            nodes: [{kind: pico, count: 2}]
            job: {topics: [{name: words}], operators: [{name: count, topic: words, cpu_time: 1ms}]}
            load: [{name: words, topic: words, shape: constant, rate: 10}]
            links: [{from: pico-1, to: broker, latency: 20ms, loss: 0.1}]
            faults:
              - {at: 1s, crash: pico-1}
              - {at: 1s, cut: [pico-1, broker]}
              - {at: 1s, fill: pico-2}
              - {at: 1s, restart: pico-2}
              - {at: 1s, freeze: broker, duration: 2s}
            """
        );

        ExperimentDefinition read = new ExperimentBundle(definition).Read("broken.yaml");

        read.Experiments.ShouldBeEmpty();
        read.Problems.Select(problem => $"{problem.Position.Line}:{problem.Position.Column} {problem.Field}: {problem.Advice}")
            .ShouldBe([
                "7:9 links.0: choose LocalIsolation.Namespaces",
                "10:5 faults.1: choose LocalIsolation.Namespaces",
                "11:5 faults.2: set 'processes.disk' to the disk size of a node in MiB",
                "12:5 faults.3: choose LocalIsolation.Namespaces",
            ]);
    }

    [Fact]
    public void Faults_and_links_that_SSH_machines_do_not_support_are_reported_with_their_positions()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-type-");
        string machines = Path.Combine(folder.FullName, "machines.json");
        File.WriteAllText(
            machines,
            """{"hosts": {"a": {"address": "192.0.2.1"}, "b": {"address": "192.0.2.2"}, "c": {"address": "192.0.2.3"}}, "pools": {} }"""
        );

        ExperimentDefinition read = new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                $$"""
                name: broken
                type: processes
                processes: {machines: {{machines}}}
                nodes: [{kind: pico, count: 2}]
                job: {topics: [{name: words}], operators: [{name: count, topic: words, cpu_time: 1ms}]}
                load: [{name: words, topic: words, shape: constant, rate: 10}]
                links: [{from: pico-1, to: broker, latency: 20ms}]
                faults:
                  - {at: 1s, slow: [pico-1, broker], latency: 50ms}
                  - {at: 1s, cut: [pico-1, broker]}
                """
            )
        ).Read("broken.yaml");
        folder.Delete(recursive: true);

        read.Problems.Select(problem => $"{problem.Position.Line}:{problem.Position.Column} {problem.Field}: {problem.Advice}")
            .ShouldBe([
                "7:9 links.0: leave delay, jitter, duplication and reordering at 0, or use nodes of this machine",
                "9:5 faults.0: leave delay, jitter, duplication and reordering at 0, or use nodes of this machine",
            ]);
    }

    [Fact]
    public void Settings_and_faults_that_Slurm_jobs_do_not_support_are_reported_together()
    {
        DocumentMap options = (DocumentMap)
            DocumentReader.Read(Encoding.UTF8.GetBytes("slurm: ''\nisolation: processes\nfolder: /tmp/here\n"), Dialect.Yaml).Root!;
        Experiment experiment = new("real")
        {
            Type = "processes",
            Options = options,
            Faults = FaultSchedule.Empty.Add(TimeSpan.FromSeconds(2), new CrashNode("pico-1")),
        };
        ProblemList problems = new();

        new ProcessesType().Validate(experiment, problems);

        problems
            .ToValueList()
            .Select(problem => $"{problem.Position.Line} {problem.Field}: {problem.Advice}")
            .ShouldBe(
                ["1 processes.slurm: use a partition that 'sinfo' lists", "1 faults: remove 'faults', or run elsewhere"],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Compute_work_runs_for_the_requested_time_and_can_be_canceled()
    {
        using ComputeWork work = new(TimeProvider.System);
        using CancellationTokenSource cancellation = new();

        // The elapsed time is at least the CPU time. The two clocks are not read at the same moment: 1 ms of tolerance.
        (await work.RunAsync(0.05, hasMore: true, default)).ShouldBeGreaterThan(0.049);

        Task<double> running = work.RunAsync(1e9, hasMore: true, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }
}
