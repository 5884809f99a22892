using Loopback.Services.Flink;
using Scalewright.Experiments.Flink;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Experiments.Services.Tests.Flink;

public class ChaosMeshTests
{
    private static readonly Experiment Spread = FlinkTest.Join with
    {
        TaskManagerCount = 2,
        TaskManagerTemplate = FlinkTest.Join.TaskManagerTemplate with { Cpus = 12 },
        Duration = TimeSpan.FromMinutes(4),
    };
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The fields of the published types: https://chaos-mesh.org/docs/simulate-network-chaos-on-kubernetes/ and simulate-pod-chaos-on-kubernetes.</summary>
    [Fact]
    public void Each_fault_becomes_an_object_that_Chaos_Mesh_accepts_and_that_ends_by_itself()
    {
        Experiment experiment = Spread with { Name = "join_1." };
        FaultSchedule faults = FaultSchedule
            .Empty.Add(Minute, new CrashNode("pico-1"))
            .Add(Minute, new RestartNode("pico-1"))
            .Add(Minute, new RestartNode("pico-1") { Duration = TimeSpan.FromSeconds(20) })
            .Add(2 * Minute, new IsolateHost("pico-2") { Duration = TimeSpan.FromSeconds(30) })
            .Add(2 * Minute, new CutLink("pico-1", "pico-2") { Duration = TimeSpan.FromSeconds(30) })
            .Add(
                2 * Minute,
                new ChangeLink(
                    "pico-1",
                    "pico-3",
                    new LinkModel
                    {
                        Latency = DurationModel.Fixed(TimeSpan.FromMilliseconds(40)),
                        Jitter = DurationModel.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(20)),
                        Loss = 0.1,
                        MaxBytesPerSecond = 1_000_000,
                    }
                )
            );

        ValueList<ChaosFault> found = new ChaosFaults(experiment, Nodes(experiment), "flink").FromSchedule(faults, 1);

        JsonNode[] things =
        [
            .. found
                .SelectMany(fault => fault.Objects.Split("---\n", StringSplitOptions.RemoveEmptyEntries))
                .Select(text => JsonNode.Parse(text)!),
        ];
        things.SelectMany(ChaosMeshTypes.Check).ShouldBeEmpty();
        things.ShouldAllBe(thing => thing["metadata"]!["labels"]!["scalewright/experiment"]!.GetValue<string>() == "join_1");
        found.Select(fault => fault.At).ShouldBe(faults.Faults.Select(fault => fault.At));

        // Faults without a duration end 30 minutes after the load, which ends after 4 minutes.
        const string Both = """ "direction":"both" """;
        things
            .Select(thing =>
                $"{thing["metadata"]!["name"]} {thing["spec"]!.ToJsonString()}".Replace("\"mode\":\"all\",", "", StringComparison.Ordinal)
            )
            .ShouldBe([
                $$"""scalewright-2 {"action":"pod-failure",{{Selector(1)}},"duration":"1980000000us"}""",
                $$"""scalewright-3 {"action":"pod-kill",{{Selector(1)}}}""",
                $$"""scalewright-4 {"action":"pod-failure",{{Selector(1)}},"duration":"20000000us"}""",
                $$"""scalewright-5 {"action":"partition",{{Selector(2)}},{{Both.Trim()}},"duration":"30000000us"}""",
                $$"""scalewright-6 {"action":"partition",{{Selector(1)}},{{Both.Trim()}},"target":{{{Selector(2)}}},"duration":"30000000us"}""",
                $$"""scalewright-7-netem {"action":"netem",{{Selector(1)}},{{Both.Trim()}},"target":{{{Selector(3)}}},"delay":{"latency":"50000us","jitter":"10000us","correlation":"0"},"loss":{"loss":"10","correlation":"0"},"duration":"1920000000us"}""",
                $$"""scalewright-7-bandwidth {"action":"bandwidth",{{Selector(1)}},{{Both.Trim()}},"target":{{{Selector(3)}}},"bandwidth":{"rate":"1000000bps","limit":1000000,"buffer":100000},"duration":"1920000000us"}""",
            ]);

        static string Selector(int machine) =>
            $$"""
                "selector":{"namespaces":["flink"],"nodes":["k-pico-{{machine.ToString(CultureInfo.InvariantCulture)}}"]}
                """;
    }

    [Fact]
    public void Faults_and_links_that_Chaos_Mesh_cannot_inject_are_reported_with_their_positions() => new ExperimentBundle(
            Encoding.UTF8.GetBytes(
                """
                name: join
                type: flink
                nodes: [{kind: pico, count: 2}]
                job: {topics: [{name: words}], operators: [{name: count, topic: words, cpu_time: 1ms}]}
                load: [{name: words, shape: constant, rate: 10}]
                flink: {address: 'http://jobmanager:8081', jar: a.jar, savepoints: 's3://a'}
                links: [{from: pico-1, to: pico-2, latency: 0s, reorder: 0.1}]
                faults:
                  - {at: 1s, freeze: pico-1}
                  - {at: 1s, fill: pico-1}
                  - {at: 1s, cut: [pico-1, pico-2], duration: 2s}
                  - {at: 1s, restart: pico-2, duration: 0s}
                """
            )
        ).Read("join.yaml").Problems.Select(problem => problem.ToString()).ShouldBe(["join.yaml:7:58 links.0.reorder: without a delay there is nothing to overtake; give a delay too", "join.yaml:9:5 faults.0: Chaos Mesh has no fault 'freeze'; use crash, restart, isolate, cut or slow, or run the experiment on machines", "join.yaml:10:5 faults.1: Chaos Mesh has no fault 'fill'; use crash, restart, isolate, cut or slow, or run the experiment on machines", "join.yaml:11:5 faults.2: Chaos Mesh may not report a fault of 2s in time; use 5s or more"]);

    [Fact]
    public async Task The_same_definition_runs_in_the_simulation_and_on_Flink()
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        await using FlinkTest test = await FlinkTest.StartAsync(NetworkFaults.Read("flink"));

        RunResult simulated = await SimulatedRun.RunAsync(NetworkFaults.Read("simple"), run: 1, writer);

        // The clock leaps for each delay, so without a wait a run of ten samples may end before the second fault.
        Listener wait = new(() => SpinWait.SpinUntil(() => test.ChaosMesh.Created.Count == 2, TimeSpan.FromMinutes(1)));
        (RunResult result, RunHistory history) = await test.RunAsync(progress: wait);

        simulated.ShouldBe(new RunResult(RunOutcome.Completed));
        result.ShouldBe(new RunResult(RunOutcome.Completed));
        NetworkFaults.EventsOf(HistoryReader.Read(stream.ToArray(), number: 1)).ShouldBe(NetworkFaults.Events);
        NetworkFaults.EventsOf(history).ShouldBe(NetworkFaults.Events);
        test.ChaosMesh.Created.Select(item => $"{item.Thing["spec"]!["action"]} {item.Thing["spec"]!["duration"]}")
            .ShouldBe(["netem 6000000us", "partition 5000000us"]);
        test.ChaosMesh.Names.ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Links_are_applied_before_the_job_starts_and_again_to_new_task_managers()
    {
        // One task manager on each machine, the second and the third after two and four minutes.
        ScalingStep step = new("pico", [new ScalingEntry(1, TaskManagerSize.Template)]);
        await using FlinkTest test = await FlinkTest.StartAsync(
            FlinkTest.Scaled with
            {
                TaskManagerTemplate = Spread.TaskManagerTemplate,
                Links = [new StreamLink("pico-1", "pico-2", TimeSpan.FromMilliseconds(30))],
                Scaling = new StepStrategy([step, step, step]),
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        test.ChaosMesh.Created.Select(item => item.Thing["metadata"]!["name"]!.GetValue<string>())
            .ShouldBe(["scalewright-1-netem", "scalewright-1-netem"]);
        test.ChaosMesh.Created[1].At.ShouldBeGreaterThan(test.ChaosMesh.Created[0].At);
        test.ChaosMesh.Names.ShouldBeEmpty();
        history
            .Events.First(historyEvent => historyEvent.Kind == "deploy")
            .Text.ShouldBe("the link pico-1 ↔ pico-2 is changed: latency 00:00:00.0300000");
        NetworkFaults
            .EventsOf(history)
            .ShouldBe(["the link pico-1 ↔ pico-2 is changed: latency 00:00:00.0300000 has no effect: no pod runs on 'k-pico-2'"]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_fault_of_a_machine_without_pods_is_reported_and_has_no_effect()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            FlinkTest.Join with
            {
                Faults = FaultSchedule.Empty.Add(Minute, new IsolateHost("pico-3")),
            }
        );

        (RunResult result, RunHistory history) = await test.RunAsync();

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        NetworkFaults
            .EventsOf(history)
            .ShouldBe(["pico-3 is cut off", "pico-3 is cut off has no effect: no pod runs on 'k-pico-3'"], ignoreOrder: true);
        test.ChaosMesh.Created.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fault_that_does_not_take_effect_fails_the_run_and_is_deleted()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            Spread with
            {
                Faults = FaultSchedule.Empty.Add(Minute, new IsolateHost("pico-1")),
            }
        );
        test.ChaosMesh.InjectsNothing = true;

        (RunResult result, _) = await test.RunAsync();

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain("timed out waiting for the condition on scalewright-1");
        test.ChaosMesh.Names.ShouldBeEmpty();
        test.Cluster.JobsAlive.ShouldBe(0);
    }

    [Fact]
    public async Task A_stopped_run_leaves_no_fault()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            Spread with
            {
                Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new IsolateHost("pico-1")),
            }
        );
        using CancellationTokenSource stop = new();

        (RunResult result, _) = await test.RunAsync(
            progress: StopOnce(() => test.ChaosMesh.Names.Length > 0, stop),
            cancellationToken: stop.Token
        );

        result.ShouldBe(new RunResult(RunOutcome.Stopped, "the run was stopped"));
        test.ChaosMesh.Created.ShouldHaveSingleItem();
        test.ChaosMesh.Names.ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_fault_that_cannot_be_deleted_fails_the_run_and_the_job_is_still_canceled()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            Spread with
            {
                Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new IsolateHost("pico-1")),
            }
        );

        (RunResult result, _) = await test.RunAsync(progress: new Listener(() => test.ChaosMesh.KeepsObjects = true));

        result.Outcome.ShouldBe(RunOutcome.Failed);
        result.Reason.ShouldContain("a fault could not be undone: ");
        result.Reason.ShouldContain("timed out waiting for the condition on scalewright-1");
        test.Cluster.JobsAlive.ShouldBe(0);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Faults_of_a_killed_program_end_by_themselves_and_the_next_run_deletes_them()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(
            Spread with
            {
                Faults = FaultSchedule.Empty.Add(TimeSpan.Zero, new IsolateHost("pico-1")),
            }
        );
        using CancellationTokenSource stop = new();
        await test.RunAsync(
            cancellationToken: stop.Token,
            progress: StopOnce(() => test.Site.IsKilled = test.ChaosMesh.Names.Length > 0, stop)
        );
        test.ChaosMesh.Names.ShouldBe("scalewright-1");
        test.ChaosMesh.NamesInForce(test.Clock.GetUtcNow()).ShouldBe("scalewright-1");
        test.ChaosMesh.NamesInForce(test.Clock.GetUtcNow() + TimeSpan.FromHours(1)).ShouldBeEmpty();
        test.Site.IsKilled = false;
        test.ChaosMesh.Commands.Clear();

        // Another experiment, which has no faults.
        using HistoryWriter writer = new(new MemoryStream());
        RunResult result = await new FlinkRun(test.Options).RunAsync(FlinkTest.Join, writer);

        result.ShouldBe(new RunResult(RunOutcome.Completed));
        test.ChaosMesh.Commands.ShouldBe(["delete networkchaos,podchaos"]);
        test.ChaosMesh.Names.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_with_faults_fails_before_the_job_starts_if_there_is_no_Chaos_Mesh()
    {
        await using FlinkTest test = await FlinkTest.StartAsync(NetworkFaults.Read("flink"));

        (RunResult result, _) = await test.RunAsync(options => options with { Environment = new LoopbackSite(test.Cluster) });

        result
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("faults: the cluster of Flink has no Chaos Mesh; deploy application/chaos_mesh, or leave them out");
        test.Cluster.States.ShouldBeEmpty();
    }

    private static ValueMap<string> Nodes(Experiment experiment) =>
        NodeClass
            .ExpandMachines(experiment.Nodes)
            .Select(node => KeyValuePair.Create(node.Name, LoopbackSite.NodeOf(node.Name)))
            .ToValueMap();

    /// <summary>Cancels once a condition holds during the load.</summary>
    private static Listener StopOnce(Func<bool> isDue, CancellationTokenSource stop) =>
        new(() =>
        {
            if (isDue())
            {
                stop.Cancel();
            }
        });

    private sealed class Listener(Action hear) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Elapsed > TimeSpan.Zero)
            {
                hear();
            }
        }
    }
}
