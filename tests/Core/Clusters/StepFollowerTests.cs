using Scalewright.Clusters.State;

namespace Sdk.Tests.Clusters;

/// <summary>Steps of a cluster that another program changes.</summary>
public class StepFollowerTests
{
    private const string Folder = "/state";

    [Fact]
    public async Task Steps_are_reported_when_they_are_requested_and_when_they_end()
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        Reader reader = new(new StepFollower(provider.FileSystem, Folder));
        await provider.RunAsync(async token =>
        {
            await using (Cluster cluster = await CreateAsync(provider, 2, options => options with { Listener = reader }, token))
            {
                await cluster.ApplyAsync(CreateTopology(3), token);
            }
        });

        reader.Report(null!);
        reader
            .Changes.Where(change => change.Step.Target == StepTarget.Node)
            .GroupBy(change => change.Step.Name)
            .OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => $"{node.Key}: {string.Join(", ", node.Select(change => change.Progress))}")
            .ShouldBe(["node-1: Requested, Succeeded", "node-2: Requested, Succeeded", "node-3: Requested, Succeeded"]);
    }

    [Fact]
    public async Task The_first_read_has_only_steps_under_way()
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await CreateAsync(provider, 2, options => options, token);
        });

        new StepFollower(provider.FileSystem, Folder).Read().ShouldBeEmpty();
    }

    [Fact]
    public async Task Steps_whose_records_are_only_in_a_snapshot_end()
    {
        await using SimulationProvider provider = new() { Seed = 5 };
        StepFollower follower = new(provider.FileSystem, Folder);
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await CreateAsync(provider, 1, WithSmallSnapshots, token);
            follower.Read();
            for (int size = 2; size < 8; size++)
            {
                await cluster.ApplyAsync(CreateTopology(size), token);
            }
        });

        HashSet<string> open = [];
        foreach (StepChange change in follower.Read().Concat(follower.Read()))
        {
            (change.Progress == StepProgress.Requested ? open.Add(change.Token) : open.Remove(change.Token)).ShouldBeTrue();
        }

        open.ShouldBeEmpty();
    }

    private static ClusterOptions WithSmallSnapshots(ClusterOptions options) =>
        options with
        {
            StoreOptions = new DurableStoreOptions
            {
                LockHolder = new LockHolder { User = "test" },
                Random = new Random(1),
                SnapshotAfterBytes = 64,
            },
        };

    private static Task<Cluster> CreateAsync(
        SimulationProvider provider,
        int size,
        Func<ClusterOptions, ClusterOptions> change,
        CancellationToken token
    ) => Cluster.Create(CreateTopology(size)).UseProvider(provider).WithState(Folder).WithOptions(change).ProvisionAsync(token);

    private static Topology CreateTopology(int size) =>
        Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(size).Build()).Build();

    /// <summary>Reads at each event of the cluster.</summary>
    private sealed class Reader(StepFollower follower) : IProgress<ClusterEvent>
    {
        public List<StepChange> Changes { get; } = [];

        public void Report(ClusterEvent value)
        {
            try
            {
                Changes.AddRange(follower.Read());
            }
            catch (ClusterException)
            {
                // The state is not created yet.
            }
        }
    }
}
