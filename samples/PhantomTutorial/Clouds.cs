using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace PhantomTutorial;

/// <summary>The clouds of the tutorial, simulated, with a cluster on them and an endpoint before it.</summary>
internal sealed class Clouds : IAsyncDisposable
{
    private readonly SimulationProvider _provider;
    private readonly Cluster _cluster;

    private Clouds(SimulationProvider provider, Cluster cluster, AutoScalingEndpoint endpoint) => (_provider, _cluster, Endpoint) = (provider, cluster, endpoint);

    /// <summary>The names, by rank.</summary>
    public static ValueList<string> Names { get; } = ["hotel", "sierra"];

    /// <summary>What clients talk to.</summary>
    public AutoScalingEndpoint Endpoint { get; }

    /// <summary>Opens them.</summary>
    /// <param name="pace">How virtual time goes.</param>
    /// <param name="options">How the endpoint behaves.</param>
    /// <param name="state">Folder of what the endpoint keeps; null: none.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    public static async Task<Clouds> OpenAsync(Pace pace, EndpointOptions options, DirectoryInfo? state, CancellationToken cancellationToken)
    {
        SimulationProvider provider = new()
        {
            Options = new SimulationOptions { Pace = pace, Clouds = Names.Select(name => KeyValuePair.Create(name, CloudModel.Default)).ToValueMap() },
        };
        Cluster? cluster = null;
        await provider.RunAsync(async token => cluster = await Cluster.Create(Topology.Create("phantom").Build()).UseProvider(provider).ProvisionAsync(token), cancellationToken);

        // Nodes of the simulation hold no data.
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, options with { Clouds = Names, AllowNodeReplacement = true }, state?.FullName, cancellationToken);
        return new Clouds(provider, cluster!, endpoint);
    }

    /// <summary>Lets time of the clouds pass.</summary>
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
