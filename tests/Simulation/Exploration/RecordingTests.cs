using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Recording;

namespace Exploration.Tests;

/// <summary>Events of the shop of "Find a failing seed and fix it", whose node 3 is lost between two lists.</summary>
public class RecordingTests
{
    private static readonly TimeSpan Lost = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Concurrent_calls_have_the_same_cause_and_their_effects_belong_to_them()
    {
        RunTrace trace = await RecordAsync(FaultSchedule.Empty);

        RunEvent[] calls =
        [
            .. trace.Events.Where(found =>
                found.Kind == RunEventKind.Call && found.Message.StartsWith("create node", StringComparison.Ordinal)
            ),
        ];
        calls.Select(call => call.Message).ShouldBe(["create node web-1", "create node web-2", "create node web-3"], ignoreOrder: true);
        calls.Select(call => call.Cause).Distinct().ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(0);
        calls.ShouldAllBe(call => call.End > call.Start && call.Result == "");
        RunEvent[] effects =
        [
            .. trace.Events.Where(found =>
                found.Kind == RunEventKind.Effect && found.Message.StartsWith("create node", StringComparison.Ordinal)
            ),
        ];
        effects.Select(effect => trace.Events[effect.Parent].Message).ShouldBe(effects.Select(effect => effect.Message));
    }

    [Fact]
    public async Task The_states_of_a_node_follow_from_its_call_and_the_fault()
    {
        RunTrace trace = await RecordAsync(new FaultSchedule([new TimedFault(Lost, new RemoveResource("web-3"))]));

        int node = IndexOf(trace.Subjects, subject => subject is { Kind: RunSubjectKind.Node, Name: "web-3" });
        int[] states =
        [
            .. Enumerable
                .Range(0, trace.Events.Count)
                .Where(number => trace.Events[number] is { Kind: RunEventKind.NodeState } state && state.Subject == node),
        ];
        states.Select(number => trace.Events[number].Message).ShouldBe(["created", "booting", "ready", "lost"]);
        RunEvent fault = trace.Events[trace.Events[states[^1]].Cause];
        (fault.Kind, fault.Start, fault.Cause).ShouldBe((RunEventKind.Fault, Lost, -1));
        trace.Events[states[^1]].Start.ShouldBe(Lost);
    }

    [Fact]
    public async Task A_list_is_followed_to_the_fault_that_it_shows()
    {
        RunTrace trace = await RecordAsync(new FaultSchedule([new TimedFault(Lost, new RemoveResource("web-3"))]));

        int list = IndexOf(trace.Events, found => found.Kind == RunEventKind.Observation && found.Message == "web-1 Ready, web-2 Ready");
        RunCause
            .Find(trace, list)
            .Select(cause => $"{cause.Text}: {trace.Events[cause.Event].Message}")
            .ShouldBe([": web-1 Ready, web-2 Ready", "reads the state after: lost", "caused by: loss of node web-3"]);
    }

    [Fact]
    public async Task The_first_differences_from_the_run_without_the_fault_name_the_fault_what_was_seen_and_what_was_done()
    {
        RunTrace failing = await RecordAsync(new FaultSchedule([new TimedFault(Lost, new RemoveResource("web-3"))]));
        RunTrace passing = await RecordAsync(FaultSchedule.Empty);

        ValueList<RunDifferenceLine> lines = RunDifference.Find(failing, passing).Lines;

        lines
            .Select(line => line.Kind)
            .ShouldBe([
                RunDifferenceKind.Fault,
                RunDifferenceKind.Effect,
                RunDifferenceKind.Gap,
                RunDifferenceKind.Seen,
                RunDifferenceKind.Done,
            ]);
        lines[0].Text.ShouldBe("loss of node web-3; not in the passing run");
        lines[1].Text.ShouldBe("web-3 is lost; in the passing run it stays ready");
        lines[3]
            .Text.ShouldBe(
                "list resources returned web-1 Ready, web-2 Ready; in the passing run list resources returned web-1 Ready, web-2 Ready, web-3 Ready"
            );
        lines[4].Text.ShouldBe("only in the passing run: connect to web-3");
        RunDifference.Find(passing, passing).Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_run_has_the_same_events_and_recording_changes_nothing()
    {
        FaultSchedule faults = new([
            new TimedFault(Lost, new RemoveResource("web-3")),
            new TimedFault(TimeSpan.FromSeconds(20), new KillController()),
        ]);

        RunTrace first = await RecordAsync(faults);
        RunTrace second = await RecordAsync(faults);
        SeedRun unrecorded = await RunAsync(faults, isRecorded: false);

        second.ShouldBe(first);
        $"{unrecorded.TraceHash}".ShouldBe(first.End!.Hash);
    }

    [Fact]
    public async Task A_killed_controller_ends_its_calls_and_the_next_one_is_of_the_next_generation()
    {
        RunTrace trace = await RecordAsync(new FaultSchedule([new TimedFault(TimeSpan.FromMilliseconds(120), new KillController())]));

        trace
            .Subjects.Where(subject => subject.Kind == RunSubjectKind.Controller)
            .Select(subject => $"{subject}")
            .ShouldBe(["controller", "controller#2"]);
        trace.Events.ShouldContain(found =>
            found.Result == "killed" && found.End == TimeSpan.FromMilliseconds(120) && trace.Subjects[found.Subject].Generation <= 1
        );
        trace
            .Events.Where(found =>
                found.Kind is RunEventKind.Call or RunEventKind.JournalWrite && trace.Subjects[found.Subject].Generation == 1
            )
            .ShouldAllBe(found => found.End != null);
    }

    [Fact]
    public async Task Recording_changes_no_step_of_the_standard_program()
    {
        foreach (int seed in Enumerable.Range(1, Campaign.IsFull ? 100 : 10))
        {
            SeedRun plain = await ReplayStandardAsync(seed, isRecorded: false);
            SeedRun recorded = await ReplayStandardAsync(seed, isRecorded: true);

            (recorded.TraceHash, recorded.StepCount).ShouldBe((plain.TraceHash, plain.StepCount), $"seed {seed}");
            recorded.Recording.Events.Count.ShouldBeGreaterThan(100);
        }
    }

    [Fact]
    public async Task The_steps_of_a_plan_belong_to_its_wave_and_the_calls_to_their_step()
    {
        RunTrace trace = await RecordAsync(FaultSchedule.Empty);

        int wave = IndexOf(trace.Events, found => found is { Kind: RunEventKind.Wave, Message: "wave of 3 steps" });
        RunEvent[] steps = [.. trace.Events.Where(found => found.Kind == RunEventKind.Step && found.Parent == wave)];
        steps.Select(step => step.Message).ShouldBe(["create node web-1", "create node web-2", "create node web-3"]);
        steps.ShouldAllBe(step => step.End > step.Start && step.End <= trace.Events[wave].End && step.Result == "");
        RunEvent[] calls =
        [
            .. trace.Events.Where(found =>
                found.Kind == RunEventKind.Call && found.Message.StartsWith("create node", StringComparison.Ordinal)
            ),
        ];
        calls
            .Select(call => (trace.Events[call.Parent].Kind, trace.Events[call.Parent].Message))
            .ShouldBe(calls.Select(call => (RunEventKind.Step, call.Message)));
    }

    [Fact]
    public async Task A_decision_has_its_explanation_and_is_the_cause_of_its_calls()
    {
        DecisionEngine engine = DecisionEngine
            .Create("web")
            .AddCloud("west", maxNodes: 3)
            .UseSizing(TimelineSizing.Start(1).Then(TimeSpan.FromSeconds(10), 2))
            .WithCycleInterval(TimeSpan.FromSeconds(10))
            .WithDuration(TimeSpan.FromSeconds(20))
            .Build();

        SeedRun run = await Scalewright.Simulation.ReplayAsync(
            "27",
            static provider => provider,
            async (provider, token) =>
            {
                await using Cluster cluster = await Cluster
                    .Create(Topology.Create("shop").Build())
                    .UseProvider(provider)
                    .ProvisionAsync(token);
                await foreach (EngineCycle _ in engine.RunAsync(cluster, token)) { }
            },
            faults: null,
            (_, _) => Task.CompletedTask,
            new ExplorationOptions { Simulation = new SimulationOptions { IsRecordingEnabled = true } }
        );

        RunTrace trace = run.Recording;
        RunEvent[] decisions = [.. trace.Events.Where(found => found.Kind == RunEventKind.Decision)];
        decisions.ShouldAllBe(decision => trace.Subjects[decision.Subject] == new RunSubject(RunSubjectKind.Domain, "web"));
        decisions.Select(decision => decision.Message).ShouldBe(["0 -> 1 nodes", "1 -> 2 nodes"], $"{string.Join(", ", decisions)}");
        decisions[1].Details.ShouldContain("size before = 1");
        int call = IndexOf(trace.Events, found => found.Kind == RunEventKind.Call && found.Message == "create node web-2");
        RunCause.Find(trace, call).ShouldContain(cause => trace.Events[cause.Event].Message == "1 -> 2 nodes");
    }

    [Fact]
    public async Task A_call_on_a_node_names_the_line_of_the_program()
    {
        RunTrace trace = (await RunAsync(FaultSchedule.Empty, isRecorded: true, hasSources: true)).Recording;

        int line =
            1
            + Array.FindIndex(File.ReadAllLines(Repository.At("tests", "Simulation", "Exploration", "RecordingTests.cs")), text =>
                text.Contains("cluster.Nodes.RunAsync([\"hostname\"]", StringComparison.Ordinal)
            );
        trace
            .Events.Where(found =>
                found.Message.StartsWith("run hostname", StringComparison.Ordinal)
                && trace.Subjects[found.Subject].Kind == RunSubjectKind.Controller
            )
            .Select(found => found.Source)
            .Distinct()
            .ShouldBe([$"RecordingTests.cs:{line}"]);
    }

    private static Task<SeedRun> ReplayStandardAsync(int seed, bool isRecorded) =>
        Scalewright.Simulation.ReplayAsync(
            $"{seed}",
            static place => new StandardProgram(place),
            static (program, token) => program.RunAsync(token),
            StandardEnvironment.Faults,
            static (program, token) => program.CheckAsync(token),
            new ExplorationOptions { Simulation = StandardEnvironment.Options with { IsRecordingEnabled = isRecorded } }
        );

    private static int IndexOf<T>(ValueList<T> list, Predicate<T> isWanted) =>
        Enumerable.Range(0, list.Count).First(index => isWanted(list[index]));

    private static async Task<RunTrace> RecordAsync(FaultSchedule faults) => (await RunAsync(faults, isRecorded: true)).Recording;

    private static Task<SeedRun> RunAsync(FaultSchedule faults, bool isRecorded, bool hasSources = false) =>
        Scalewright.Simulation.ReplayAsync(
            "27",
            static provider => provider,
            RunShopAsync,
            faults: null,
            CheckShopAsync,
            new ExplorationOptions
            {
                Simulation = new SimulationOptions
                {
                    Faults = faults,
                    IsRecordingEnabled = isRecorded,
                    IsWaitTracingEnabled = hasSources,
                },
            }
        );

    private static async Task RunShopAsync(SimulationProvider provider, CancellationToken token)
    {
        Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithHostnamePrefix("web").WithCount(3).Build()).Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).WithState("/state").ProvisionAsync(token);
        await Task.Delay(TimeSpan.FromMinutes(10), provider.Clock, token);
    }

    private static async Task CheckShopAsync(SimulationProvider provider, CancellationToken token)
    {
        await using Cluster cluster = await Cluster.OpenAsync("/state", provider, token);
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
        {
            result.Succeeded.ShouldBeTrue($"{result.Node.Name} does not answer");
        }
    }
}
