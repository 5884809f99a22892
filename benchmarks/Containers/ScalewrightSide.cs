using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers.Containers;
using Scalewright.Topologies;
using Tests.Shared;

namespace Benchmarks.Containers;

/// <summary>This project: a cluster of containers, whose commands go through the agent.</summary>
/// <param name="engine">Address of the engine.</param>
internal sealed class ScalewrightSide(Uri engine) : IContainerSide
{
    /// <summary>Name of the cluster.</summary>
    public const string ClusterName = "bench";

    private static readonly ValueList<string> Command = ["true"];

    private ContainersProvider? _provider;
    private Cluster? _cluster;

    public string Name => "Scalewright";

    public static ContainersProvider CreateProvider(Uri engine) =>
        new(
            new ContainersOptions
            {
                Engines = [new ContainerEngine { Endpoint = engine }],
                Image = ContainerLab.Image,
                MaxConcurrency = ContainerComparison.Slots,
            }
        );

    public static Topology CreateTopology(int count) =>
        Topology.Create(ClusterName).AddProfile(Profile.Create("web").WithCount(count).Build()).Build();

    public async Task StartAsync(int count)
    {
        _provider = CreateProvider(engine);
        _cluster = await Cluster.Create(CreateTopology(count)).UseProvider(_provider).ProvisionAsync();
        await Parallel.ForEachAsync(_cluster.Nodes, ContainerComparison.InSlots, async (node, token) => await RunAsync(node, token));
    }

    public Task RunAsync() => RunAsync(_cluster!.Nodes[0], CancellationToken.None);

    public async Task RemoveAsync()
    {
        await _cluster!.DestroyAsync();
        await _cluster.DisposeAsync();
        await _provider!.DisposeAsync();
    }

    private static async Task RunAsync(Node node, CancellationToken cancellationToken)
    {
        CommandResult result = await node.RunAsync(Command, cancellationToken);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"{node.Name}: exit code {result.ExitCode}");
        }
    }
}
