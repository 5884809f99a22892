using Scalewright.Providers.Minimega;

namespace TestPrograms;

/// <summary>Tests kill the program at each of its commands.</summary>
internal static class MinimegaRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var socket, var image])
        {
            return await Usage.ReportArgumentsAsync("minimega SOCKET IMAGE");
        }

        await using MinimegaProvider provider = new(
            new MinimegaOptions
            {
                SocketPath = socket,
                DefaultNodeKind = MinimegaNodeKind.Container,
                Taps = [new MinimegaTap("nodes", "10.9.0.254/24")],
            }
        );
        Profile farm = Profile.Create("farm").WithCount(2).WithContainersPerNode(1).WithNode(node => node with { Image = image }).Build();
        await using Cluster cluster = await Cluster
            .Create(Topology.Create("killed").AddProfile(farm).Build())
            .UseProvider(provider)
            .ProvisionAsync();
        Console.WriteLine($"{cluster.Nodes.Count} nodes");
        await cluster.DestroyAsync();
        return 0;
    }
}
