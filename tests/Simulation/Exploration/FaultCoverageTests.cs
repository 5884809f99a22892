using Scalewright.Providers.Simulation.Worlds;

namespace Simulation.Tests.Exploration;

public class FaultCoverageTests
{
    /// <summary>A fault in the first millisecond, the shortest time that the generator draws.</summary>
    private static readonly FaultGenerator AtFirstMillisecond = new()
    {
        Kinds = [new FaultKind("late", (_, _) => new DelayListUpdates(TimeSpan.FromSeconds(1)) { Duration = TimeSpan.FromSeconds(1) })],
        KindProbability = 1,
        MaxCountPerKind = 1,
        Window = TimeSpan.FromMilliseconds(1),
    };

    private static readonly ExplorationOptions SlowDisk = new()
    {
        Simulation = new SimulationOptions
        {
            Disk = DiskModel.Default with { FlushLatency = DurationModel.Fixed(TimeSpan.FromMilliseconds(10)) },
        },
    };

    /// <summary>A list takes 50 ms, a flush 10 ms here.</summary>
    [Theory]
    [InlineData(0, "late during flush of the state, late during list resources")]
    [InlineData(2, "")]
    public async Task A_pair_is_reached_if_the_operation_is_under_way_when_the_fault_starts(int delay, string reached)
    {
        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(3, RunAsync, AtFirstMillisecond, options: SlowDisk);

        report.Coverage.Faults.ShouldBe(["late"]);
        report.Coverage.Operations.ShouldBe(["flush of the state", "list resources"]);
        string.Join(", ", report.Coverage.Reached).ShouldBe(reached);
        report.Coverage.PairCount.ShouldBe(2);
        report.Coverage.GetUnreached().Count.ShouldBe(delay == 0 ? 0 : 2);

        async Task RunAsync(SimulationProvider provider, CancellationToken cancellationToken)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), provider.Clock, cancellationToken);
            Task listing = provider.ObserveAsync(owner: null, cancellationToken);
            await FlushAsync(provider);
            await listing;
        }
    }

    /// <summary>The kill of the options is before the generated fault at the same time, and counts for no pair itself.</summary>
    [Fact]
    public async Task A_flush_ends_with_its_killed_program_and_a_call_to_the_provider_does_not()
    {
        ExplorationOptions options = SlowDisk with
        {
            Simulation = SlowDisk.Simulation with { Faults = FaultSchedule.Empty.Add(TimeSpan.FromMilliseconds(1), new KillController()) },
        };

        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(3, RunAsync, AtFirstMillisecond, options: options);

        report.KillCount.ShouldBe(3);
        report.Coverage.Reached.ShouldBe([new FaultPair("late", "list resources")]);

        static async Task RunAsync(SimulationProvider provider, CancellationToken cancellationToken)
        {
            if (provider.Elapsed == TimeSpan.Zero)
            {
                _ = provider.ObserveAsync(owner: null, cancellationToken);
                await FlushAsync(provider);
            }
        }
    }

    [Fact]
    public async Task Operations_of_the_check_and_faults_without_a_target_count_for_no_pair()
    {
        FaultGenerator faults = AtFirstMillisecond with { Kinds = [new FaultKind("lost", (_, _) => new RemoveResource("node-1"))] };

        ExplorationReport report = await Scalewright.Simulation.ExploreAsync(
            3,
            static (provider, token) => provider.ObserveAsync(owner: null, token),
            faults,
            static (provider, token) => FlushAsync(provider),
            SlowDisk
        );

        report.Coverage.GetUnreached().ShouldBe([new FaultPair("lost", "list resources")]);
        report.Coverage.Reached.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_generated_faults_there_are_no_pairs()
    {
        ExplorationReport none = await Scalewright.Simulation.ExploreAsync(3, static (provider, token) =>
            provider.ObserveAsync(owner: null, token)
        );
        ExplorationReport never = await Scalewright.Simulation.ExploreAsync(
            3,
            static (provider, token) => provider.ObserveAsync(owner: null, token),
            AtFirstMillisecond with
            {
                KindProbability = 0,
            }
        );

        (none.Coverage.PairCount, never.Coverage.PairCount).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(StepAction.Create, StepTarget.Node, "create node")]
    [InlineData(StepAction.Create, StepTarget.Network, "create network")]
    [InlineData(StepAction.Change, StepTarget.Group, "change group")]
    [InlineData(StepAction.Destroy, StepTarget.Node, "delete node")]
    public void The_name_of_a_step_is_its_action_and_target(StepAction action, StepTarget target, string name) =>
        OperationsUnderWay.GetNames(1u << (int)OperationsUnderWay.From(action, target)).ShouldBe([name]);

    [Fact]
    public void A_command_ends_when_it_has_completed_and_with_its_agent()
    {
        OperationsUnderWay operations = new(faults: 5);
        RunningCommands agent = new(operations);
        RunningCommands other = new(operations);
        TaskCompletionSource command = new();

        operations.Record(0);
        agent.Add(command.Task);
        other.Add(Task.CompletedTask);
        operations.Record(1);
        command.SetResult();
        operations.Record(2);
        other.Add(new TaskCompletionSource().Task);
        operations.Record(3);
        other.EndAll();
        operations.Record(4);

        operations
            .AtFaults.Select(set => string.Join(", ", OperationsUnderWay.GetNames(set)))
            .ShouldBe(["", "command on a node", "", "command on a node", ""]);
    }

    /// <summary>Ranges and threads split the seeds; the pairs of all are the union of those of the ranges.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_pairs_are_the_same_for_any_number_of_threads_and_any_split_of_the_seeds()
    {
        FaultCoverage whole = await ExploreAsync(1, 60, threads: 1);
        FaultCoverage threads = await ExploreAsync(1, 60, threads: 4);
        FaultCoverage[] halves = [await ExploreAsync(1, 25, threads: 2), await ExploreAsync(26, 35, threads: 2)];

        threads.ShouldBe(whole);
        whole.Reached.Count.ShouldBeInRange(10, whole.PairCount - 1);
        whole.Operations.ShouldContain("create node");
        whole.Reached.ShouldBe(halves.SelectMany(half => half.Reached).Distinct(), ignoreOrder: true);
        whole.Operations.ShouldBe(halves.SelectMany(half => half.Operations).Distinct(), ignoreOrder: true);

        static async Task<FaultCoverage> ExploreAsync(long first, int count, int threads) =>
            (
                await Scalewright.Simulation.ExploreAsync(
                    count,
                    RunAsync,
                    FaultGenerator.Swarm("node-1", "node-2") with
                    {
                        Window = TimeSpan.FromSeconds(20),
                    },
                    options: new ExplorationOptions
                    {
                        FirstSeed = first,
                        MaxDegreeOfParallelism = threads,
                        MaxFailures = 1000,
                        MaxShrinkRuns = 0,
                    }
                )
            ).Coverage;

        static async Task RunAsync(SimulationProvider provider, CancellationToken cancellationToken)
        {
            Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
            await using Cluster cluster = await Cluster
                .Create(shop)
                .UseProvider(provider)
                .WithState("/state")
                .ProvisionAsync(cancellationToken);
            await foreach (NodeResult result in cluster.Nodes.RunAsync(["sleep", "5"], cancellationToken))
            {
                _ = result;
            }
        }
    }

    private static async Task FlushAsync(SimulationProvider provider)
    {
        using IFile file = provider.FileSystem.Open("/notes", FileOpenMode.AppendOrCreate);
        file.Append("note"u8);
        await file.FlushAsync();
    }
}
