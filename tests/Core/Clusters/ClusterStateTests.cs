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
    public async Task A_cluster_is_opened_by_another_process_as_it_was_left()
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
    public async Task A_cluster_that_never_had_anything_keeps_its_name()
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
    public async Task Provisioning_again_changes_only_what_differs()
    {
        await using (await Provision(5))
        {
        }

        await using LiveCluster grown = await Provision(7);

        grown.LastReport!.Plan.Steps.Select(step => step.ToString()).ShouldBe(["create node n6", "create node n7"]);
        (await Nodes()).ShouldBe(["n1", "n2", "n3", "n4", "n5", "n6", "n7"]);
    }

    [Fact]
    public async Task A_cluster_that_was_scaled_goes_on_at_its_size_where_that_is_asked_for()
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
    public async Task A_cluster_without_a_folder_goes_when_it_is_disposed()
    {
        await using (await LiveCluster.Create(Sized(3)).UseProvider(Place).ProvisionAsync())
        {
            (await Nodes()).Length.ShouldBe(3);
        }

        (await Place.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_someone_removed_is_made_again_by_a_repair()
    {
        await using LiveCluster cluster = await Provision(3);
        Resource victim = (await Place.ObserveAsync(null)).Single(resource => resource.Tag.Name == "n2");
        File.Delete(_folder.At("world", victim.Tag.Token + ".json"));

        PlanReport report = await cluster.RepairAsync();

        report.Plan.Steps.Select(step => step.ToString()).ShouldBe(["create node n2"]);
        (await Nodes()).ShouldBe(["n1", "n2", "n3"]);
    }

    [Fact]
    public async Task F_DISK_15_a_lost_state_is_rebuilt_from_tags_and_never_provisioned_over()
    {
        await using (await Provision(4))
        {
        }

        string[] before = await Ids();
        Directory.Delete(State, recursive: true);

        (await Should.ThrowAsync<ClusterException>(() => Provision(4))).Code.ShouldBe(ProblemCode.ClusterExists);
        await using LiveCluster adopted = await LiveCluster.Create(Sized(4)).UseProvider(Place).WithState(State + "-2").AdoptAsync();

        (await Ids()).ShouldBe(before);
        (await adopted.RepairAsync()).Plan.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Destroying_leaves_nothing_and_can_be_said_twice()
    {
        await using LiveCluster cluster = await Provision(4);

        await cluster.DestroyAsync();
        await cluster.DestroyAsync();

        (await Place.ObserveAsync(null)).ShouldBeEmpty();
        cluster.Nodes.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_without_a_cluster_is_refused()
    {
        (await Should.ThrowAsync<ClusterException>(() => LiveCluster.OpenAsync(State, Place))).Code.ShouldBe(ProblemCode.ClusterNotFound);
    }

    [Fact]
    public async Task A_snapshot_says_the_same_as_the_changes()
    {
        await using (LiveCluster cluster = await LiveCluster.Create(Sized(40)).UseProvider(Place).WithState(State)
            .WithOptions(settings => settings with { StoreOptions = Small() }).ProvisionAsync())
        {
            await cluster.ApplyAsync(Sized(25));
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        File.Exists(Path.Combine(State, "state.json")).ShouldBeTrue();
        opened.Topology.ShouldBe(Sized(25));
        (await opened.PlanAsync(Sized(25))).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_clusters_of_one_place_do_not_share_a_resource()
    {
        await using LiveCluster one = await Provision(2);
        await using LiveCluster other = await LiveCluster.Create(Sized(3) with { Name = "other" }).UseProvider(new FolderProvider(_folder.At("world"), seed: 2)).ProvisionAsync();

        (await Place.ObserveAsync(one.Owner)).Count.ShouldBe(3);
        (await Place.ObserveAsync(other.Owner)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_wanted_in_parts_is_whole_though_a_snapshot_falls_between_them()
    {
        await using (await LiveCluster.Create(Sized(1200)).UseProvider(Place).WithState(State).WithOptions(settings => settings with { StoreOptions = Small() }).ProvisionAsync())
        {
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync(State, Place);

        opened.Topology.ShouldBe(Sized(1200));
    }

    [Fact]
    public async Task What_was_wanted_in_part_only_does_not_count()
    {
        FaultyFileSystem disk = new();
        ClusterOptions settings = new() { FileSystem = disk, StoreOptions = Small() with { SnapshotAfterBytes = long.MaxValue } };
        await using (LiveCluster cluster = await LiveCluster.Create(Sized(2)).UseProvider(Place).WithState("/state").WithOptions(_ => settings).ProvisionAsync())
        {
            int parts = 0;
            disk.Fault = (call, path) => call == "append" && path.Contains("journal", StringComparison.Ordinal) && ++parts == 2 ? FileSystemError.Full : null;
            (await Should.ThrowAsync<StateException>(() => cluster.ApplyAsync(Sized(1500)))).Code.ShouldBe(ProblemCode.DiskFull);
            disk.Fault = (_, _) => null;

            await cluster.ApplyAsync(Sized(3));
        }

        await using LiveCluster opened = await LiveCluster.OpenAsync("/state", Place, settings);
        opened.Topology.ShouldBe(Sized(3));
        (await Nodes()).ShouldBe(["n1", "n2", "n3"]);
    }

    private static DurableStoreOptions Small() =>
        new() { LockHolder = new LockHolder(), Random = new Random(1), SnapshotAfterBytes = 2000 };

    private static Topology Sized(int nodes) => Topology.Create("demo")
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"n{i}", i)).ToValueList() })
        .Build();

    private Task<LiveCluster> Provision(int nodes) => Builder(nodes).ProvisionAsync();

    private ClusterBuilder Builder(int nodes) => LiveCluster.Create(Sized(nodes)).UseProvider(Place).WithState(State);

    private async Task<string[]> Nodes() => [.. (await Place.ObserveAsync(null)).Where(resource => resource.Tag.Target == StepTarget.Node)
        .Select(resource => resource.Tag.Name).Order(StringComparer.Ordinal)];

    private async Task<string[]> Ids() => [.. (await Place.ObserveAsync(null)).Select(resource => resource.Id).Order(StringComparer.Ordinal)];
}
