using System.Runtime.CompilerServices;
using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;
using Scalewright.Logs;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Scalewright.Testing;

/// <summary>
/// Cluster that is shared by tests, for any test framework: the base class of <c>ClusterFixture</c>. Its provider is
/// selected by the environment variable <c>SCALEWRIGHT_PROVIDER</c>; by default, nodes are simulated. The logs of nodes
/// up to a failure are stored in a folder, which the failure names.
/// </summary>
public abstract class TestCluster
{
    private const string Variable = "SCALEWRIGHT_PROVIDER";
    private const string DefaultProvider = "simulation";
    private const string FormerVariable = "SCALEWRIGHT_PLACE";

    // Time for the final output of nodes to arrive.
    private static readonly TimeSpan FinalOutputDelay = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<(string File, string Name), int> _failureCounts = new();
    private IProvider? _provider;
    private Cluster? _cluster;

    private protected TestCluster() { }

    /// <summary>Name of the provider: the value of <c>SCALEWRIGHT_PROVIDER</c>, or <c>simulation</c>.</summary>
    public string ProviderName { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : DefaultProvider;

    /// <summary>Desired nodes of the tests.</summary>
    protected abstract Topology Topology { get; }

    /// <summary>
    /// Providers that tests can run on, by name. Default only <c>simulation</c>; add others with
    /// <c>base.Providers.With("local", () =&gt; new LocalProvider())</c>.
    /// </summary>
    protected virtual ValueMap<Func<IProvider>> Providers =>
        ValueMap<Func<IProvider>>.Empty.With(DefaultProvider, static () => new SimulationProvider { Seed = 1 });

    /// <summary>Folder for the logs of failed tests. Default <c>logs</c> in the folder of the test assembly.</summary>
    protected virtual string LogFolder => Path.Join(AppContext.BaseDirectory, "logs");

    /// <summary>Token of the test framework that ends the current test.</summary>
    private protected virtual CancellationToken Stopping => CancellationToken.None;

    /// <summary>Creates the provider and provisions the nodes.</summary>
    /// <exception cref="InvalidOperationException">The selected provider does not exist, or <c>SCALEWRIGHT_PLACE</c>,
    /// the former name of the variable, is set.</exception>
    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(FormerVariable) is { Length: > 0 } former)
        {
            throw new InvalidOperationException($"{FormerVariable} is '{former}', but is no longer read; set {Variable} instead.");
        }

        _provider = Providers.TryGetValue(ProviderName, out Func<IProvider>? open)
            ? open()
            : throw new InvalidOperationException($"{Variable} names '{ProviderName}'; use {string.Join(", ", Providers.Keys)}.");
        await _provider.RunAsync(token => ProvisionAsync(_provider, token), Stopping);
    }

    /// <summary>Runs a test on the cluster. Later tests observe the changes of earlier tests.</summary>
    /// <param name="test">The test.</param>
    /// <param name="name">Name of the log folder: one name of a path. Default: the calling method. If it fails again on the
    /// same fixture, as the next row of a theory, a number is appended. The logs of an earlier run are replaced.</param>
    /// <param name="file">Calling file. Its name, usually the class name, precedes <paramref name="name"/>, with a
    /// number if another file has the same name. Classes in one file share its name, so methods of the same name need
    /// different log names.</param>
    /// <exception cref="ArgumentException">The name is empty, <c>.</c> or <c>..</c>, or has a separator.</exception>
    /// <exception cref="ClusterTestException">The test failed; the inner exception is the exception of the
    /// test.</exception>
    public async Task RunAsync(
        Func<Cluster, CancellationToken, Task> test,
        [CallerMemberName] string name = "",
        [CallerFilePath] string file = ""
    )
    {
        ArgumentNullException.ThrowIfNull(test);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(name)}' is not the name of a folder; use a name without separators.",
                nameof(name)
            );
        }

        if (_provider is not { } provider || _cluster is not { } cluster)
        {
            throw new InvalidOperationException(
                "The fixture has not been initialized; call InitializeAsync, or let the test framework create it."
            );
        }

        BufferedLog log = new();
        await provider.RunAsync(
            async token =>
            {
                using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(token);
                Task following = Task.WhenAll(cluster.Nodes.Select(node => FollowAsync(node, log, provider.Clock, ending.Token)));
                Exception? failure = await CaptureFailureAsync(test, cluster, token);
                bool isCancelled = failure is OperationCanceledException && token.IsCancellationRequested;
                if (failure is not null && !isCancelled)
                {
                    await Task.Delay(FinalOutputDelay, provider.Clock, CancellationToken.None);
                }

                End(ending);
                await following;
                if (isCancelled)
                {
                    token.ThrowIfCancellationRequested();
                }

                if (failure is not null)
                {
                    throw await DescribeAsync(failure, log, file, name);
                }
            },
            Stopping
        );
    }

    /// <summary>Deletes the nodes.</summary>
    public async Task DisposeAsync()
    {
        if (_provider is not { } provider)
        {
            return;
        }

        await using (provider)
        {
            if (_cluster is { } cluster)
            {
                await provider.RunAsync(token => DestroyAsync(cluster, token));
            }
        }
    }

    /// <summary>Creates the cluster before its nodes, so that existing nodes can be deleted if others fail.</summary>
    private async Task ProvisionAsync(IProvider provider, CancellationToken cancellationToken)
    {
        Cluster cluster = await Cluster
            .Create(Topology.Empty with { Name = Topology.Name })
            .UseProvider(provider)
            .ProvisionAsync(cancellationToken);
        _cluster = cluster;
        try
        {
            await cluster.ApplyAsync(Topology, cancellationToken);
        }
        catch (Exception exception)
        {
            await DestroyAfterAsync(cluster, exception);
            throw;
        }
    }

    /// <summary>Deletes the nodes after a failure. <see cref="DisposeAsync"/> retries if that fails.</summary>
    private async Task DestroyAfterAsync(Cluster cluster, Exception failure)
    {
        try
        {
            await DestroyAsync(cluster, CancellationToken.None);
            _cluster = null;
        }
        catch (ScalewrightException exception)
        {
            failure.Data["left behind"] = exception.Message;
        }
    }

    private static async Task DestroyAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        await using (cluster)
        {
            await cluster.DestroyAsync(cancellationToken);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Any exception of a test is its failure.")]
    private static async Task<Exception?> CaptureFailureAsync(
        Func<Cluster, CancellationToken, Task> test,
        Cluster cluster,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await test(cluster, cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private async Task<ClusterTestException> DescribeAsync(Exception failure, BufferedLog log, string file, string name)
    {
        try
        {
            int number = _failureCounts.AddOrUpdate((file, name), 1, static (_, count) => count + 1);
            string folder = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            return new ClusterTestException(failure, await log.WriteFilesAsync(Path.Join(TestLogFolder.Acquire(LogFolder, file), folder)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ClusterTestException(failure, exception);
        }
    }

    private static async Task FollowAsync(Node node, BufferedLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            IAgentLog lines = await node.GetServiceAsync<IAgentLog>(cancellationToken);
            await AgentLogForwarder.ForwardAsync(lines, new LogOrigin("", node.Name, ""), log, clock, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ScalewrightException)
        {
            // The test has ended, or the node is gone or has no agent.
        }
    }

    // Not CancelAsync, which would leave the event loop of a simulation.
    private static void End(CancellationTokenSource ending) => ending.Cancel();
}

/// <summary>Logs of nodes during one test, kept in memory until needed.</summary>
internal sealed class BufferedLog : ILogSink
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

    /// <summary>Writes the logs to a folder and replaces the logs of an earlier run.</summary>
    /// <returns>The folder; null if there are no logs.</returns>
    public async Task<string?> WriteFilesAsync(string path)
    {
        (LogOrigin Origin, LogRecord Record)[] lines;
        lock (_gate)
        {
            lines = [.. _lines];
        }

        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        using LogFolder files = new(path);
        foreach ((LogOrigin origin, LogRecord record) in lines)
        {
            await files.WriteAsync(origin, [record], CancellationToken.None);
        }

        return lines.Length == 0 ? null : path;
    }
}
