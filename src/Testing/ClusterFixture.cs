using System.Runtime.CompilerServices;
using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;
using Scalewright.Logs;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;
using Xunit;

namespace Scalewright.Testing;

/// <summary>A cluster that the tests of a class or collection share (<c>IClassFixture</c>, <c>ICollectionFixture</c>), in the place that the variable
/// <c>SCALEWRIGHT_PLACE</c> names: simulated nodes unless it says otherwise. What nodes say during a test that fails is kept in a folder, which the failure names.</summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    // What nodes said last is still under way to us.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(0.5);

    private IProvider? _provider;
    private Cluster? _cluster;

    /// <summary>The place: the value of <c>SCALEWRIGHT_PLACE</c>, or <c>simulation</c>.</summary>
    public string Place { get; } = Environment.GetEnvironmentVariable("SCALEWRIGHT_PLACE") is { Length: > 0 } named ? named : SimulationPlace;

    /// <summary>The nodes that tests need.</summary>
    protected abstract Topology Topology { get; }

    /// <summary>The places that tests can run in, by name. Default <c>simulation</c> alone; add others as <c>base.Places.With("local", () => new LocalProvider())</c>.</summary>
    protected virtual ValueMap<Func<IProvider>> Places => ValueMap<Func<IProvider>>.Empty.With(SimulationPlace, static () => new SimulationProvider { Seed = 1 });

    /// <summary>Where logs of failing tests go; default <c>logs</c> beside the tests.</summary>
    protected virtual string LogFolder => Path.Join(AppContext.BaseDirectory, "logs");

    private static string SimulationPlace => "simulation";

    /// <summary>Opens the place and makes the nodes.</summary>
    /// <exception cref="InvalidOperationException">There is no such place.</exception>
    public async Task InitializeAsync()
    {
        _provider = Places.TryGetValue(Place, out Func<IProvider>? open)
            ? open()
            : throw new InvalidOperationException($"SCALEWRIGHT_PLACE names '{Place}'; use {string.Join(", ", Places.Keys)}.");
        await _provider.RunAsync(async token => _cluster = await Cluster.Create(Topology).UseProvider(_provider).ProvisionAsync(token));
    }

    /// <summary>Runs a test in the place. Tests see what earlier ones left.</summary>
    /// <param name="test">The test.</param>
    /// <param name="name">What its logs are kept under; default the method that calls.</param>
    /// <exception cref="ClusterTestException">The test failed; what it threw is inside.</exception>
    public async Task RunAsync(Func<Cluster, CancellationToken, Task> test, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(test);
        if (_provider is not { } provider || _cluster is not { } cluster)
        {
            throw new InvalidOperationException("The fixture has not been initialized: let xunit make it.");
        }

        await provider.RunAsync(async token =>
        {
            KeptLog log = new();
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task following = Task.WhenAll(cluster.Nodes.Select(node => FollowAsync(node, log, provider.Clock, ending.Token)));
            try
            {
                await test(cluster, token);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !token.IsCancellationRequested)
            {
                await Task.Delay(LastWords, provider.Clock, token);
                throw new ClusterTestException(failure, await log.WriteAsync(Path.Join(LogFolder, name)));
            }
            finally
            {
                End(ending);
                await following;
            }
        });
    }

    /// <summary>Removes the nodes.</summary>
    public async Task DisposeAsync()
    {
        if (_provider is { } provider)
        {
            if (_cluster is { } cluster)
            {
                await provider.RunAsync(async token =>
                {
                    await cluster.DestroyAsync(token);
                    await cluster.DisposeAsync();
                });
            }

            await provider.DisposeAsync();
        }
    }

    private static async Task FollowAsync(Node node, KeptLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            IAgentLog lines = await node.ServiceAsync<IAgentLog>(cancellationToken);
            await AgentLogs.ForwardAsync(lines, new LogOrigin("", node.Name, ""), log, clock, cancellationToken);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ScalewrightException)
        {
            // The test is over, or the node is gone or has no agent.
        }
    }

    // Not CancelAsync, which leaves the loop of a simulation.
    private static void End(CancellationTokenSource ending) => ending.Cancel();
}
