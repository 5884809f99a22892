using Sdk.Tests.Journals;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public sealed class ClusterStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string State => _folder.At("state");

    private FolderProvider Place => new(_folder.At("world"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_closed_cluster_is_reopened_with_the_same_topology()
    {
        await using (LiveCluster made = await Provision(5))
        {
            made.Nodes.Select(node => node.State).ShouldAllBe(state => state == NodeState.Ready);
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        opened.Topology.ShouldBe(Sized(5));
        opened.Nodes.Count.ShouldBe(5);
        (await opened.RepairAsync()).Plan.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_cluster_keeps_its_name_when_it_is_reopened()
    {
        Topology nothing = Topology.Create("demo").Build();
        await using (LiveCluster made = await LiveCluster.Create(nothing).UseProvider(Place).WithState(State).ProvisionAsync())
        {
            made.Topology.ShouldBe(nothing);
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        opened.Topology.ShouldBe(nothing);
    }

    [Fact]
    public async Task The_lock_on_a_simulated_disk_names_no_process_of_this_machine()
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        string locked = "";

        await provider.RunAsync(async token =>
        {
            await using LiveCluster cluster = await LiveCluster
                .Create(Sized(1))
                .UseProvider(provider)
                .WithState("/state")
                .WithOptions(options => options with { FileSystem = provider.FileSystem })
                .ProvisionAsync(token);
            using IFile file = provider.FileSystem.Open("/state/lock", FileOpenMode.Read);
            byte[] content = new byte[file.Length];
            file.ReadFully(0, content);
            locked = Encoding.UTF8.GetString(content);
        });

        locked.ShouldContain("\"simulation\"");
        locked.ShouldNotContain(Environment.UserName);
        locked.ShouldNotContain($":{Environment.ProcessId}");
    }

    [Fact]
    public async Task Provisioning_again_changes_only_what_differs()
    {
        await using (await Provision(5)) { }

        await using LiveCluster grown = await Provision(7);

        grown.LastReport!.Plan.Steps.Select(step => step.ToString()).ShouldBe(["create node n6", "create node n7"]);
        (await Nodes()).ShouldBe(["n1", "n2", "n3", "n4", "n5", "n6", "n7"]);
    }

    [Fact]
    public async Task OpenOrProvision_reopens_a_scaled_cluster_at_its_current_size()
    {
        await using (LiveCluster made = await Builder(3).OpenOrProvisionAsync())
        {
            await made.ApplyAsync(Sized(5));
        }

        await using (LiveCluster opened = await Builder(3).OpenOrProvisionAsync())
        {
            (opened.Topology, opened.LastReport).ShouldBe((Sized(5), null));
            await opened.ApplyAsync(Sized(0));
        }

        await using (LiveCluster empty = await Builder(3).OpenOrProvisionAsync())
        {
            empty.Topology.ShouldBe(Sized(0));
            await empty.DestroyAsync();
        }

        await using LiveCluster again = await Builder(3).OpenOrProvisionAsync();
        again.Nodes.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_cluster_without_a_state_folder_is_deleted_when_it_is_disposed()
    {
        await using (await LiveCluster.Create(Sized(3)).UseProvider(Place).ProvisionAsync())
        {
            (await Nodes()).Length.ShouldBe(3);
        }

        (await Place.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repair_recreates_an_externally_deleted_node()
    {
        await using LiveCluster cluster = await Provision(3);
        Resource victim = (await Place.ObserveAsync(null)).Single(resource => resource.Tag.Name == "n2");
        File.Delete(_folder.At("world", victim.Tag.Token + ".json"));

        PlanReport report = await cluster.RepairAsync();

        report.Plan.Steps.Select(step => step.ToString()).ShouldBe(["create node n2"]);
        (await Nodes()).ShouldBe(["n1", "n2", "n3"]);
    }

    [Fact]
    public async Task F_DISK_15_a_lost_state_blocks_provisioning_and_is_rebuilt_from_ownership_tags()
    {
        await using (await Provision(4)) { }

        string[] before = await Ids();
        Directory.Delete(State, recursive: true);

        (await Should.ThrowAsync<ClusterException>(() => Provision(4))).Code.ShouldBe(ProblemCode.ClusterExists);
        await using LiveCluster adopted = await LiveCluster.Create(Sized(4)).UseProvider(Place).WithState(State + "-2").AdoptAsync();

        (await Ids()).ShouldBe(before);
        (await adopted.RepairAsync()).Plan.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Destroying_a_cluster_deletes_everything_and_is_idempotent()
    {
        await using LiveCluster cluster = await Provision(4);

        await cluster.DestroyAsync();
        await cluster.DestroyAsync();

        (await Place.ObserveAsync(null)).ShouldBeEmpty();
        cluster.Nodes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Opening_a_folder_without_a_cluster_is_rejected()
    {
        (await Should.ThrowAsync<ClusterException>(() => LiveCluster.OpenAsync(State, Place))).Code.ShouldBe(ProblemCode.ClusterNotFound);
    }

    [Fact]
    public async Task A_cluster_reopened_from_a_snapshot_has_its_last_topology()
    {
        await using (
            LiveCluster cluster = await LiveCluster
                .Create(Sized(40))
                .UseProvider(Place)
                .WithState(State)
                .WithOptions(settings => settings with { StoreOptions = Small() })
                .ProvisionAsync()
        )
        {
            await cluster.ApplyAsync(Sized(25));
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        File.Exists(Path.Combine(State, "state.json")).ShouldBeTrue();
        opened.Topology.ShouldBe(Sized(25));
        (await opened.PlanAsync(Sized(25))).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_clusters_of_one_provider_share_no_resources()
    {
        await using LiveCluster one = await Provision(2);
        await using LiveCluster other = await LiveCluster
            .Create(Sized(3) with { Name = "other" })
            .UseProvider(new FolderProvider(_folder.At("world"), seed: 2))
            .ProvisionAsync();

        (await Place.ObserveAsync(one.Owner)).Count.ShouldBe(3);
        (await Place.ObserveAsync(other.Owner)).Count.ShouldBe(4);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_topology_written_in_parts_is_complete_despite_snapshots_between_the_parts()
    {
        await using (
            await LiveCluster
                .Create(Sized(1200))
                .UseProvider(Place)
                .WithState(State)
                .WithOptions(settings => settings with { StoreOptions = Small() })
                .ProvisionAsync()
        ) { }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        opened.Topology.ShouldBe(Sized(1200));
    }

    [Fact]
    public async Task A_partially_written_topology_is_ignored()
    {
        FaultyFileSystem disk = new();
        ClusterOptions settings = new() { FileSystem = disk, StoreOptions = Small() with { SnapshotAfterBytes = long.MaxValue } };
        await using (
            LiveCluster cluster = await LiveCluster
                .Create(Sized(2))
                .UseProvider(Place)
                .WithState("/state")
                .WithOptions(_ => settings)
                .ProvisionAsync()
        )
        {
            int parts = 0;
            disk.Fault = (call, path) =>
                call == "append" && path.Contains("journal", StringComparison.Ordinal) && ++parts == 2 ? FileSystemError.Full : null;
            (await Should.ThrowAsync<StateException>(() => cluster.ApplyAsync(Sized(1500)))).Code.ShouldBe(ProblemCode.DiskFull);
            disk.Fault = (_, _) => null;

            await cluster.ApplyAsync(Sized(3));
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync("/state", Place, settings);
        opened.Topology.ShouldBe(Sized(3));
        (await Nodes()).ShouldBe(["n1", "n2", "n3"]);
    }

    [Fact]
    public async Task A_disk_that_fails_at_any_call_while_an_older_copy_is_accepted_leaves_the_state_unlocked()
    {
        FaultyFileSystem newer = new();
        await (await ProvisionOnAsync(newer, 3)).DisposeAsync();
        FaultyFileSystem older = newer.Copy();
        await (await ProvisionOnAsync(newer, 6)).DisposeAsync();

        int failureCount = 0;
        bool hasFailed = true;
        for (int call = 0; hasFailed; call++)
        {
            FaultyFileSystem disk = older.Copy();
            int remaining = call;
            disk.Fault = (_, _) => remaining-- == 0 ? FileSystemError.Failed : null;
            try
            {
                await (await OpenAsync(disk)).DisposeAsync();
            }
            catch (StateException)
            {
                failureCount++;
            }

            hasFailed = remaining < 0;
            disk.Fault = (_, _) => null;
            await (await OpenAsync(disk)).DisposeAsync();
        }

        failureCount.ShouldBeGreaterThan(10);

        Task<LiveCluster> ProvisionOnAsync(FaultyFileSystem disk, int nodes) =>
            LiveCluster
                .Create(Sized(nodes))
                .UseProvider(Place)
                .WithState("/state")
                .WithOptions(_ => new ClusterOptions { FileSystem = disk, StoreOptions = Small() })
                .ProvisionAsync();

        Task<LiveCluster> OpenAsync(FaultyFileSystem disk) =>
            LiveCluster.OpenAsync(
                "/state",
                Place,
                new ClusterOptions { FileSystem = disk, StoreOptions = Small() with { AllowOlderState = true } }
            );
    }

    private static DurableStoreOptions Small() =>
        new()
        {
            LockHolder = new LockHolder(),
            Random = new Random(1),
            SnapshotAfterBytes = 2000,
        };

    private static Topology Sized(int nodes) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"n{i}", i)).ToValueList() }
            )
            .Build();

    private Task<LiveCluster> Provision(int nodes) => Builder(nodes).ProvisionAsync();

    private ClusterBuilder Builder(int nodes) => LiveCluster.Create(Sized(nodes)).UseProvider(Place).WithState(State);

    private async Task<string[]> Nodes() =>
        [
            .. (await Place.ObserveAsync(null))
                .Where(resource => resource.Tag.Target == StepTarget.Node)
                .Select(resource => resource.Tag.Name)
                .Order(StringComparer.Ordinal),
        ];

    private async Task<string[]> Ids() =>
        [.. (await Place.ObserveAsync(null)).Select(resource => resource.Id).Order(StringComparer.Ordinal)];
}
