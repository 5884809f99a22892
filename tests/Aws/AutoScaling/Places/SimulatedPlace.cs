using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace AutoScaling.Tests.Places;

/// <summary>A place for the provider under test: our own endpoint on loopback, its clouds simulated.</summary>
internal sealed class SimulatedPlace : IAsyncDisposable
{
    private readonly SimulationProvider _simulation;
    private readonly Cluster _cluster;
    private readonly AutoScalingEndpoint _endpoint;
    private readonly AutoScalingServer _server;
    private int _seed;

    private SimulatedPlace(SimulationProvider simulation, Cluster cluster, AutoScalingEndpoint endpoint, AutoScalingServer server, TimeProvider clock) =>
        (_simulation, _cluster, _endpoint, _server, Clock) = (simulation, cluster, endpoint, server, clock);

    public TimeProvider Clock { get; }

    /// <summary>For one provider: two with the same chance would draw the same tokens.</summary>
    public AutoScalingOptions Options => new(_server.Address, TestEndpoint.Key) { Clock = Clock, Transport = new SimulatedTransport(_simulation), Reach = instance => new NodeAddress(instance.InstanceId), Chance = new Random(++_seed), ConsistencyWindow = TimeSpan.Zero, CallTimeout = TimeSpan.FromHours(1) };

    public static async Task<SimulatedPlace> OpenAsync(Func<EndpointOptions, EndpointOptions>? change = null)
    {
        FastClock clock = new();
        SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = Pace.Demand } };
        Cluster? cluster = null;
        await simulation.RunAsync(async token => cluster = await Cluster.Create(Topology.Create("place").Build()).UseProvider(simulation).ProvisionAsync(token));
        EndpointOptions options = new() { Keys = [TestEndpoint.Key], Clock = clock };
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, change?.Invoke(options) ?? options);
        return new SimulatedPlace(simulation, cluster!, endpoint, await AutoScalingServer.StartAsync(endpoint), clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _simulation.RunAsync(_ => _cluster.DisposeAsync().AsTask());
        await _simulation.DisposeAsync();
    }
}
