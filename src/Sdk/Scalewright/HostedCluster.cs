using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scalewright.Clusters;
using Scalewright.Providers;

namespace Scalewright.Hosting;

/// <summary>Cluster as a service. Provisioned once, and released with the service container. Thread-safe.</summary>
public sealed class HostedCluster : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ClusterBuilder _builder;
    private Task<Cluster>? _cluster;
    private bool _isDisposed;

    private HostedCluster(string name, IProvider provider, ClusterBuilder builder) =>
        (Name, Provider, _builder) = (name, provider, builder);

    /// <summary>Name of the service.</summary>
    public string Name { get; }

    /// <summary>Provider of the nodes. Run code that uses the cluster in <see cref="IProvider.RunAsync"/>.</summary>
    public IProvider Provider { get; }

    /// <summary>Returns the cluster. Provisions it first if this has not been done or has failed.</summary>
    /// <param name="cancellationToken">Cancels the wait. Provisioning continues for other callers.</param>
    /// <exception cref="ClusterException">The topology is not possible, or a part of it could not be
    /// created.</exception>
    /// <exception cref="Journals.StateException">The state is locked, damaged, older or newer, or the disk
    /// failed.</exception>
    /// <exception cref="ProviderException">The provider cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed.</exception>
    public async Task<Cluster> GetClusterAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<Cluster>? started = null;
        Task<Cluster> cluster;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_cluster is null or { IsFaulted: true } or { IsCanceled: true })
            {
                started = new TaskCompletionSource<Cluster>();
                _cluster = started.Task;
            }

            cluster = _cluster;
        }

        if (started is not null)
        {
            // Not awaited here: callers await the task that it completes.
            _ = ProvisionAsync(started);
        }

        return await WaitAsync(cluster, cancellationToken);
    }

    /// <summary>Releases the cluster. An ephemeral cluster is removed; any other remains. Can be retried.</summary>
    /// <exception cref="ClusterException">An ephemeral cluster could not be removed completely.</exception>
    public async ValueTask DisposeAsync()
    {
        Task<Cluster>? cluster;
        lock (_gate)
        {
            (cluster, _isDisposed) = (_cluster, true);
        }

        if (cluster is null)
        {
            return;
        }

        await _end.CancelAsync();
        if (await GetOrNullAsync(cluster) is { } created)
        {
            await Provider.RunAsync(_ => created.DisposeAsync().AsTask());
        }

        lock (_gate)
        {
            _cluster = null;
            _end.Dispose();
        }
    }

    internal static HostedCluster Make(string name, IServiceProvider services)
    {
        HostedClusterOptions options = services.GetRequiredService<IOptionsMonitor<HostedClusterOptions>>().Get(name);
        IProvider provider = options.ProviderKey is { } key
            ? services.GetRequiredKeyedService<IProvider>(key)
            : services.GetRequiredService<IProvider>();
        ILogger logger = services.GetService<ILoggerFactory>()?.CreateLogger(typeof(Cluster).FullName!) ?? NullLogger.Instance;
        ClusterBuilder builder = Cluster.Create(options.Topology!).UseProvider(provider).WithListener(new EventLogger(name, logger));
        builder = options.StateFolder is { } folder ? builder.WithState(folder) : builder;
        builder = options.Lifetime is { } lifetime ? builder.WithLifetime(lifetime) : builder;
        return new HostedCluster(
            name,
            provider,
            options.ConfigureBuilder is { } change ? Changed(name, provider, change(builder)) : builder
        );
    }

    private static ClusterBuilder Changed(string name, IProvider provider, ClusterBuilder? builder)
    {
        string? found = builder switch
        {
            null => $"cluster '{name}' has a ConfigureBuilder that returns null; return the modified builder",
            _ when !ReferenceEquals(builder.Provider, provider) =>
                $"cluster '{name}' has a ConfigureBuilder that selects a provider other than the registered one; "
                    + "register that provider and set ProviderKey",
            _ => null,
        };
        return found is null ? builder! : throw new OptionsValidationException(name, typeof(HostedClusterOptions), [found]);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong is reported to all who wait for the cluster.")]
    private async Task ProvisionAsync(TaskCompletionSource<Cluster> completion)
    {
        try
        {
            Cluster? created = null;
            await Provider.RunAsync(async token => created = await _builder.ProvisionAsync(token), _end.Token);
            completion.SetResult(created!);
        }
        catch (OperationCanceledException)
        {
            completion.SetCanceled(CancellationToken.None);
        }
        catch (Exception exception)
        {
            completion.SetException(exception);
        }
    }

    /// <summary>Waits without framework methods that may leave the loop of a simulation.</summary>
    private static async Task<Cluster> WaitAsync(Task<Cluster> cluster, CancellationToken cancellationToken)
    {
        if (!cluster.IsCompleted && cancellationToken.CanBeCanceled)
        {
            TaskCompletionSource end = new();
            await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
                static end => ((TaskCompletionSource)end!).TrySetResult(),
                end
            );
            await Task.WhenAny(cluster, end.Task);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await cluster;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The caller already has the reason why there is none.")]
    private static async Task<Cluster?> GetOrNullAsync(Task<Cluster> cluster)
    {
        try
        {
            return await cluster;
        }
        catch (Exception)
        {
            return null;
        }
    }
}

internal sealed class EventLogger(string cluster, ILogger logger) : IProgress<ClusterEvent>
{
    public void Report(ClusterEvent value)
    {
        switch (value.Kind)
        {
            case ClusterEventKind.StepFailed
            or ClusterEventKind.NodeFailed
            or ClusterEventKind.NodeLost
            or ClusterEventKind.NodeUnreachable
            or ClusterEventKind.DecisionNotStored:
                ClusterLog.ClusterDegraded(logger, cluster, value.Kind, value.Subject, value.Message);
                break;
            case ClusterEventKind.StepRetrying
            or ClusterEventKind.StepResolved
            or ClusterEventKind.NodeTerminating
            or ClusterEventKind.NodeWaiting
            or ClusterEventKind.DriftDetected:
                ClusterLog.ClusterNoted(logger, cluster, value.Kind, value.Subject, value.Message);
                break;
            default:
                ClusterLog.ClusterChanged(logger, cluster, value.Kind, value.Subject, value.Message);
                break;
        }
    }
}

/// <summary>Log messages about clusters. Event IDs 4001 to 4099.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void ClusterChanged(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Debug, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void ClusterNoted(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void ClusterDegraded(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);
}
