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
/// <c>SCALEWRIGHT_PLACE</c> names: simulated nodes unless it says otherwise. What nodes say until a test fails is kept in a folder, which the failure names.</summary>
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
        await _provider.RunAsync(token => ProvisionAsync(_provider, token));
    }

    /// <summary>Runs a test in the place. Tests see what earlier ones left.</summary>
    /// <param name="test">The test.</param>
    /// <param name="name">What its logs are kept under; default the method that calls.</param>
    /// <param name="file">The file that calls. Its name, mostly that of the class, comes before <paramref name="name"/>, with a number where another file of that name has it already.
    /// Classes of one file share it: there, methods of the same name need names of their own for their logs.</param>
    /// <exception cref="ClusterTestException">The test failed; what it threw is inside.</exception>
    public async Task RunAsync(Func<Cluster, CancellationToken, Task> test, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(test);
        if (_provider is not { } provider || _cluster is not { } cluster)
        {
            throw new InvalidOperationException("The fixture has not been initialized: let xunit make it.");
        }

        KeptLog log = new(LogFolder, file, name);
        await provider.RunAsync(async token =>
        {
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task following = Task.WhenAll(cluster.Nodes.Select(node => FollowAsync(node, log, provider.Clock, ending.Token)));
            Exception? failure = await FailureAsync(test, cluster, token);
            bool isCancelled = failure is OperationCanceledException && token.IsCancellationRequested;
            await (failure is null || isCancelled ? Task.CompletedTask : Task.Delay(LastWords, provider.Clock, CancellationToken.None));
            End(ending);
            await following;
            if (isCancelled)
            {
                token.ThrowIfCancellationRequested();
            }

            if (failure is not null)
            {
                throw await DescribeAsync(failure, log);
            }
        });
    }

    /// <summary>Removes the nodes.</summary>
    public async Task DisposeAsync()
    {
        if (_provider is not { } provider)
        {
            return;
        }

        await using (provider)
        {
            await (_cluster is { } cluster ? provider.RunAsync(token => DestroyAsync(cluster, token)) : Task.CompletedTask);
        }
    }

    /// <summary>Makes the cluster before its nodes, so that it is there to remove those that were made when others cannot be.</summary>
    private async Task ProvisionAsync(IProvider provider, CancellationToken cancellationToken)
    {
        Cluster cluster = await Cluster.Create(Topology.Empty with { Name = Topology.Name }).UseProvider(provider).ProvisionAsync(cancellationToken);
        _cluster = cluster;
        try
        {
            await cluster.ApplyAsync(Topology, cancellationToken);
        }
        catch (Exception failure)
        {
            await DestroyAfterAsync(cluster, failure);
            throw;
        }
    }

    /// <summary>What cannot be removed now is tried once more by <see cref="DisposeAsync"/>.</summary>
    private async Task DestroyAfterAsync(Cluster cluster, Exception failure)
    {
        try
        {
            await DestroyAsync(cluster, CancellationToken.None);
            _cluster = null;
        }
        catch (ScalewrightException left)
        {
            failure.Data["left behind"] = left.Message;
        }
    }

    private static async Task DestroyAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        await using (cluster)
        {
            await cluster.DestroyAsync(cancellationToken);
        }
    }

    /// <returns>What a test threw; null when it passed.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a test throws is its failure.")]
    private static async Task<Exception?> FailureAsync(Func<Cluster, CancellationToken, Task> test, Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            await test(cluster, cancellationToken);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static async Task<ClusterTestException> DescribeAsync(Exception failure, KeptLog log)
    {
        try
        {
            return new ClusterTestException(failure, await log.WriteAsync());
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            return new ClusterTestException(failure, lost);
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

/// <summary>What nodes say during one test, in memory until it is needed.</summary>
/// <param name="folder">Where the logs of all tests go.</param>
/// <param name="name">What its logs are kept under.</param>
internal sealed class KeptLog(string folder, string file, string name) : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<(LogOrigin Origin, LogRecord Record)> _lines = [];

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lines.AddRange(records.Select(record => (origin, record)));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes it, in place of what an earlier run left.</summary>
    /// <returns>The folder; null when nobody said anything.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task<string?> WriteAsync()
    {
        (LogOrigin Origin, LogRecord Record)[] lines;
        lock (_gate)
        {
            lines = [.. _lines];
        }

        string own = Path.Join(LogPlace.Take(folder, file), name);
        if (Directory.Exists(own))
        {
            Directory.Delete(own, recursive: true);
        }

        using LogFolder files = new(own);
        foreach ((LogOrigin origin, LogRecord record) in lines)
        {
            await files.WriteAsync(origin, [record], CancellationToken.None);
        }

        return lines.Length == 0 ? null : own;
    }
}
