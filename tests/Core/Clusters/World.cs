using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

internal sealed class World(string state, string place)
{
    private static int _seed;

    public World(TemporaryFolder folder)
        : this(folder.At("state"), folder.At("world")) { }

    public string State { get; } = state;

    public string Folder { get; } = place;

    /// <summary>Creates a provider with its own random source, like that of a separate program.</summary>
    public FolderProvider Place => new(Folder, Interlocked.Increment(ref _seed));

    public int StepCount { get; private set; }

    public FolderProvider CountedPlace =>
        new(Folder, Interlocked.Increment(ref _seed)) { Pass = word => StepCount += word == "provider.before" ? 1 : 0 };

    /// <summary>Thresholds as small as those of the host program, so that snapshots are taken often.</summary>
    public static DurableStoreOptions Store =>
        new()
        {
            LockHolder = new LockHolder(),
            Random = new Random(Interlocked.Increment(ref _seed)),
            SnapshotAfterBytes = 4000,
            ReserveBytes = 64 * 1024,
        };

    public static ClusterOptions Settings => new() { StoreOptions = Store };

    public static Topology Sized(int nodes) =>
        Topology
            .Create("demo")
            .AddGroup(
                new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"n{i}", i)).ToValueList() }
            )
            .Build();

    public Task<LiveCluster> ProvisionAsync(int nodes, DurableStoreOptions? store = null) =>
        LiveCluster
            .Create(Sized(nodes))
            .UseProvider(CountedPlace)
            .WithState(State)
            .WithOptions(_ => new ClusterOptions { StoreOptions = store ?? Store })
            .ProvisionAsync();

    public Task<LiveCluster> OpenAsync(DurableStoreOptions? store = null) =>
        LiveCluster.OpenAsync(State, CountedPlace, new ClusterOptions { StoreOptions = store ?? Store });

    public async Task<string[]> InventoryAsync() =>
        [
            .. (await Place.ObserveAsync(null))
                .Select(resource => $"{resource.Tag.Target} {resource.Tag.Name}")
                .Order(StringComparer.Ordinal),
        ];

    public static string[] Words(Topology topology) =>
        [
            .. topology
                .Networks.Keys.Select(name => $"{StepTarget.Network} {name}")
                .Concat(topology.Groups.Keys.Select(name => $"{StepTarget.Group} {name}"))
                .Concat(topology.Groups.Values.SelectMany(group => group.Nodes).Select(node => $"{StepTarget.Node} {node.Name}"))
                .Order(StringComparer.Ordinal),
        ];
}
