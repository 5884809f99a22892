using Scalewright.Clusters.Registry;

namespace Services.Tests;

internal static class ClusterTies
{
    public static Topology Three { get; } =
        Topology
            .Create("ties")
            .AddGroup(new NodeGroup("web", "by-hand") { Nodes = [NodeOf(1, cpus: 8), NodeOf(2, cpus: 2), NodeOf(3, cpus: 4)] })
            .Build();

    public static async Task OnSimulationAsync(Func<ClusterBuilder, SimulationProvider, CancellationToken, Task> story)
    {
        ServiceSet services = ServiceSet.Empty.Add<ITrial>(context => new Trial(context));
        await using SimulationProvider provider = new()
        {
            Seed = 1,
            Options = new SimulationOptions { Services = services },
        };
        await provider.RunAsync(token => story(Cluster.Create(Three).UseProvider(provider), provider, token));
    }

    /// <summary>A local provider whose nodes are plain processes, which need no root permissions.</summary>
    public static LocalProvider Local(string folder) =>
        new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = folder,
                Services = ServiceSet.Empty.Add<ITrial>(context => new Trial(context)),
            }
        );

    public static NodeRegistry Register(SimulationProvider provider) => new("/shared/register", provider.FileSystem, provider.Clock);

    public static NodeRegistry Register(string folder) => new(folder, LocalFileSystem.Create(), TimeProvider.System);

    public static string[] NamesOf(IEnumerable<Node> nodes) => [.. nodes.Select(node => node.Name)];

    private static NodeSpec NodeOf(int number, int cpus) =>
        new($"n{number}", number)
        {
            Hardware = new NodeHardware { Cpus = cpus, MemoryMiB = 1024 },
            Labels = ValueMap<string>.Empty.With("side", number % 2 == 0 ? "even" : "odd"),
        };
}
