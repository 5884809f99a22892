using Scalewright.Clusters.State;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Decisions;

/// <summary>Order in which one cycle of an engine observes, records and requests.</summary>
public class EngineOrderTests
{
    private static readonly DecisionEngineBuilder Pool = DecisionEngine
        .Create("pool")
        .AddCloud("hotel")
        .WithOptions(options => options with { NodeStartTimeout = TimeSpan.FromMinutes(1) });

    [Fact]
    public Task An_overdue_node_is_reported_as_failed_before_the_first_step_of_its_replacement() =>
        RunAsync(
            async (provider, events, token) =>
            {
                provider.Inject(new HangBoots { Duration = TimeSpan.FromSeconds(40) });
                await using LiveCluster cluster = await ProvisionAsync(provider, events, token);

                await EngineRun.CyclesAsync(Pool.UseSizing(new FixedSizing { Size = 1 }), 8, cluster, token);

                events
                    .SkipWhile(found => found.Kind != ClusterEventKind.NodeFailed)
                    .Select(found => $"{found.Kind} {found.Subject}: {found.Message}")
                    .ShouldBe([
                        "NodeFailed pool-1: did not become ready in time and is marked as failed",
                        "StepSucceeded pool-1: destroy node pool-1",
                        "StepSucceeded pool: change group pool",
                        "StepSucceeded pool-2: create node pool-2",
                    ]);
            }
        );

    [Fact]
    public Task An_overdue_node_is_not_marked_in_a_cycle_whose_decision_fails_but_in_the_next() =>
        RunAsync(
            async (provider, events, token) =>
            {
                provider.Inject(new HangBoots { Duration = TimeSpan.FromSeconds(40) });
                await using LiveCluster cluster = await ProvisionAsync(provider, events, token);

                EngineCycle[] cycles = await EngineRun.CyclesAsync(Pool.UseSizing(new FailingSizing()), 9, cluster, token);

                cycles[7].Outcome.ShouldBe(EngineOutcome.Failed);
                cycles[8].ReplacedNodes.ShouldBe(["pool-1"]);
                events
                    .Single(found => found.Kind == ClusterEventKind.NodeFailed)
                    .Timestamp.ShouldBeGreaterThanOrEqualTo(cycles[8].Decision.Timestamp);
            }
        );

    // Each record of the journal is written as a whole, so a kill leaves a prefix of its records.
    [Fact]
    public Task A_kill_between_the_decision_and_its_first_step_keeps_both_or_neither() =>
        RunAsync(
            async (provider, events, token) =>
            {
                await using (LiveCluster cluster = await ProvisionAsync(provider, events, token))
                {
                    TimelineSizing sizing = TimelineSizing.Start(1).Then(TimeSpan.FromSeconds(10), 3).Then(TimeSpan.FromSeconds(10), 0);
                    await EngineRun.CyclesAsync(Pool.UseSizing(sizing), 5, cluster, token);
                }

                ClusterChange[] changes = [.. ReadJournal(provider.FileSystem, "./state/journal.log")];
                int[] decisions = [.. Enumerable.Range(0, changes.Length).Where(index => changes[index].Wanted is { Count: > 0 })];
                int firstRequest = Array.FindIndex(changes, change => change.Intents is { Count: > 0 });

                decisions.Length.ShouldBe(3);
                decisions.ShouldAllBe(index => changes[index].Memory!.Name == "engine/pool" && !changes[index].IsPart);
                decisions.ShouldAllBe(index => changes[index].Intents == null);
                firstRequest.ShouldBeGreaterThan(decisions[0]);
            }
        );

    private static IEnumerable<ClusterChange> ReadJournal(IFileSystem files, string path)
    {
        using IFile file = files.Open(path, FileOpenMode.Read);
        byte[] content = new byte[file.Length];
        for (int read = 0; read < content.Length; read += file.Read(read, content.AsSpan(read))) { }

        // The first line is the header.
        return Encoding
            .UTF8.GetString(content)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => JsonSerializer.Deserialize(line[RecordFormat.PrefixLength..], ClusterJson.Default.ClusterChange)!);
    }

    private static Task<LiveCluster> ProvisionAsync(SimulationProvider provider, List<ClusterEvent> events, CancellationToken token) =>
        LiveCluster
            .Create(Topology.Create("demo").Build())
            .UseProvider(provider)
            .WithState("./state")
            .WithOptions(options => options with { Listener = new EventList(events) })
            .ProvisionAsync(token);

    private static async Task RunAsync(Func<SimulationProvider, List<ClusterEvent>, CancellationToken, Task> program)
    {
        await using SimulationProvider provider = new() { Seed = 11 };
        await provider.RunAsync(token => program(provider, [], token));
    }

    /// <summary>Desires one node; the eighth decision fails.</summary>
    private sealed class FailingSizing : ISizingPolicy
    {
        private int _decisions;

        public int StateLength => 0;

        public void Initialize(in DomainObservation observation, Span<long> state) { }

        public Decision Decide(in DomainObservation observation, Span<long> state) =>
            ++_decisions == 8
                ? throw new InvalidOperationException("the policy fails")
                : Decision.Hold(observation.Timestamp, observation.DesiredCount).Exactly(1, DecisionCause.Schedule);

        public ValueList<Problem> Check() => [];
    }

    private sealed class EventList(List<ClusterEvent> events) : IProgress<ClusterEvent>
    {
        public void Report(ClusterEvent value) => events.Add(value);
    }
}
