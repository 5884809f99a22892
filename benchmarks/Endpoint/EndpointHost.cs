using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Benchmarks.Endpoint;

/// <summary>
/// Runs the endpoint in a separate process, so that only its memory is measured. It has ten groups of one simulated
/// instance each and verifies signatures.
/// </summary>
internal static class EndpointHost
{
    public static readonly AccessKey Key = new("AKBENCHMARK", "of no use");

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        await using SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
        Cluster? cluster = null;
        await simulation.RunAsync(async token =>
            cluster = await Cluster.Create(Topology.Create("endpoint").Build()).UseProvider(simulation).ProvisionAsync(token)
        );
        await using AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(
            cluster!,
            new AutoScalingEndpointOptions { Keys = [Key] }
        );
        await using AutoScalingServer server = await AutoScalingServer.StartAsync(endpoint);
        await EndpointGroups.MakeAsync(server.Address);
        Console.WriteLine(server.Address.Port);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
