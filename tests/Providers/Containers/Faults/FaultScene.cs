using Scalewright.Providers.Containers;

namespace Containers.Tests.Faults;

/// <summary>Cluster of containers whose nodes get faults.</summary>
internal sealed class FaultScene : IAsyncDisposable
{
    public const int DiskMiB = 8;

    private FaultScene(ContainersProvider provider, Cluster cluster) => (Provider, Cluster) = (provider, cluster);

    public ContainersProvider Provider { get; }

    public Cluster Cluster { get; }

    /// <summary>Provisions the nodes <c>web-1</c>, <c>web-2</c> and so on.</summary>
    public static async Task<FaultScene> CreateAsync(
        ContainerLab lab,
        int count,
        string? state = null,
        FaultAccess access = FaultAccess.Auto
    )
    {
        ContainersProvider provider = new(Options(lab, access));
        ClusterBuilder builder = Cluster.Create(Web(count)).UseProvider(provider);
        return new FaultScene(provider, await (state is null ? builder : builder.WithState(state)).ProvisionAsync());
    }

    public static async Task<FaultScene> OpenAsync(ContainerLab lab, string state, ClusterOptions options)
    {
        ContainersProvider provider = new(Options(lab, FaultAccess.Auto));
        return new FaultScene(provider, await Cluster.OpenAsync(state, provider, options));
    }

    public static Topology Web(int count) =>
        Topology
            .Create("faults")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes = [.. Enumerable.Range(1, count).Select(number => new NodeSpec($"web-{number}", number))],
                }
            )
            .Build();

    public static ContainersOptions Options(ContainerLab lab, FaultAccess access) =>
        TestContainers.OptionsFor(lab) with
        {
            DiskMiB = DiskMiB,
            Faults = access,
        };

    public Node Node(int number) => Cluster.Nodes[$"web-{number}"];

    public async Task<Resource> ResourceAsync(int number) =>
        (await Provider.ObserveAsync(Cluster.Owner)).Single(node => node.Tag.Name == $"web-{number}");

    public async Task InjectAsync(int number, NodeFault fault) => await Provider.InjectFaultAsync(await ResourceAsync(number), fault);

    public async Task<NodeFault> ReadAsync(int number) => await Provider.ReadFaultAsync(await ResourceAsync(number));

    public Task<double> DeliverAsync(int from, int to, int count = 100) => TrafficProbe.DeliverAsync(Node(from), Node(to), count);

    public async Task<bool> CanWriteAsync(int number) =>
        (await Node(number).RunAsync(["sh", "-c", "dd if=/dev/zero of=more bs=100000 count=1; code=$?; rm -f more; exit $code"])).Succeeded;

    public async ValueTask DisposeAsync()
    {
        await Cluster.DestroyAsync();
        await Cluster.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
