using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace PhantomTutorial;

/// <summary>The simulated clouds of the tutorial, with a cluster that uses them and an endpoint for clients.</summary>
internal sealed class Clouds : IAsyncDisposable
{
    private readonly SimulationProvider _provider;
    private readonly Cluster _cluster;

    private Clouds(SimulationProvider provider, Cluster cluster, AutoScalingEndpoint endpoint) => (_provider, _cluster, Endpoint) = (provider, cluster, endpoint);

    /// <summary>Names of the clouds, by rank.</summary>
    public static ValueList<string> Names { get; } = ["hotel", "sierra"];

    /// <summary>Endpoint that clients call.</summary>
    public AutoScalingEndpoint Endpoint { get; }

    /// <summary>Opens the clouds, the cluster and the endpoint.</summary>
    /// <param name="pace">Speed of virtual time.</param>
    /// <param name="options">Options of the endpoint.</param>
    /// <param name="state">Folder of the endpoint's state; null to keep none.</param>
    public static async Task<Clouds> OpenAsync(SimulationPace pace, AutoScalingEndpointOptions options, DirectoryInfo? state, CancellationToken cancellationToken)
    {
        SimulationProvider provider = new()
        {
            Options = new SimulationOptions { Pace = pace, Clouds = Names.Select(name => KeyValuePair.Create(name, CloudModel.Default)).ToValueMap() },
        };
        Cluster? cluster = null;
        await provider.RunAsync(async token => cluster = await Cluster.Create(Topology.Create("phantom").Build()).UseProvider(provider).ProvisionAsync(token), cancellationToken);

        // The nodes of the simulation hold no data, so the endpoint may replace them.
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, options with { Clouds = Names, AllowNodeReplacement = true }, state?.FullName, cancellationToken);
        return new Clouds(provider, cluster!, endpoint);
    }

    /// <summary>Lets virtual time pass.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        _provider.RunAsync(token => Task.Delay(time, _provider.Clock, token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        await _provider.RunAsync(_ => _cluster.DisposeAsync().AsTask());
        await _provider.DisposeAsync();
    }
}
