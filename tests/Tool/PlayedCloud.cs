using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Tool.Tests;

/// <summary>An endpoint of EC2's Query API on this machine, with simulated nodes behind it.</summary>
internal sealed class PlayedCloud : IAsyncDisposable
{
    private readonly SimulationProvider _simulation;
    private readonly Cluster _cluster;
    private readonly AutoScalingEndpoint _endpoint;
    private readonly AutoScalingServer _server;

    private PlayedCloud(SimulationProvider simulation, Cluster cluster, AutoScalingEndpoint endpoint, AutoScalingServer server) =>
        (_simulation, _cluster, _endpoint, _server) = (simulation, cluster, endpoint, server);

    public Uri Address => _server.Address;

    public static async Task<PlayedCloud> StartAsync(AccessKey key)
    {
        SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = Pace.Demand } };
        Cluster? cluster = null;
        await simulation.RunAsync(async token => cluster = await Cluster.Create(Topology.Create("place").Build()).UseProvider(simulation).ProvisionAsync(token));
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, new EndpointOptions { Keys = [key] });
        return new PlayedCloud(simulation, cluster!, endpoint, await AutoScalingServer.StartAsync(endpoint));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _simulation.RunAsync(_ => _cluster.DisposeAsync().AsTask());
        await _simulation.DisposeAsync();
    }
}
