using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scalewright.Clusters;
using Scalewright.Providers;

namespace Scalewright.Hosting;

/// <summary>A cluster among the services of a program: provisioned once, let go when the container is disposed. Thread-safe.</summary>
public sealed class HostedCluster : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ClusterBuilder _builder;
    private Task<Cluster>? _cluster;
    private bool _isDisposed;

    private HostedCluster(string name, IProvider provider, ClusterBuilder builder) => (Name, Provider, _builder) = (name, provider, builder);

    /// <summary>Its name among the services.</summary>
    public string Name { get; }

    /// <summary>Where its nodes live. Programs that use the cluster run in its <see cref="IProvider.RunAsync"/>.</summary>
    public IProvider Provider { get; }

    /// <summary>The cluster; provisions it when that has not happened, or has failed.</summary>
    /// <param name="cancellationToken">Ends the waiting; the provisioning goes on for others.</param>
    /// <exception cref="ClusterException">It cannot be, or a part of it could not be made.</exception>
    /// <exception cref="Journals.StateException">The state is held by another, damaged, older or newer, or the disk failed.</exception>
    /// <exception cref="ProviderException">The place cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The container was disposed.</exception>
    public async Task<Cluster> GetAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<Cluster>? mine = null;
        Task<Cluster> cluster;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_cluster is null or { IsFaulted: true } or { IsCanceled: true })
            {
                mine = new TaskCompletionSource<Cluster>();
                _cluster = mine.Task;
            }

            cluster = _cluster;
        }

        if (mine is not null)
        {
            // Waited for by the task that it completes.
            _ = ProvisionAsync(mine);
        }

        return await WaitAsync(cluster, cancellationToken);
    }

    /// <summary>Lets go of the cluster: an ephemeral one is removed, any other stays. When that failed it may be repeated.</summary>
    /// <exception cref="ClusterException">An ephemeral one could not be removed in whole.</exception>
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
        if (await EndOf(cluster) is { } made)
        {
            await Provider.RunAsync(_ => made.DisposeAsync().AsTask());
        }

        lock (_gate)
        {
            _cluster = null;
            _end.Dispose();
        }
    }

    internal static HostedCluster Make(string name, IServiceProvider services)
    {
        ClusterOptions options = services.GetRequiredService<IOptionsMonitor<ClusterOptions>>().Get(name);
        IProvider provider = options.ProviderKey is { } key ? services.GetRequiredKeyedService<IProvider>(key) : services.GetRequiredService<IProvider>();
        ILogger logger = services.GetService<ILoggerFactory>()?.CreateLogger(typeof(Cluster).FullName!) ?? NullLogger.Instance;
        ClusterBuilder builder = Cluster.Create(options.Topology!).UseProvider(provider).WithListener(new EventLogger(name, logger));
        builder = options.Folder is { } folder ? builder.WithState(folder) : builder;
        builder = options.Lifetime is { } lifetime ? builder.WithLifetime(lifetime) : builder;
        return new HostedCluster(name, provider, options.Builder is { } change ? Changed(name, provider, change(builder)) : builder);
    }

    /// <exception cref="OptionsValidationException">There is no builder any more, or it goes to another place than the cluster is hosted in.</exception>
    private static ClusterBuilder Changed(string name, IProvider provider, ClusterBuilder? builder)
    {
        string? found = builder is null ? $"cluster '{name}' has a Builder that gives null; return the builder that it was given, changed"
            : !ReferenceEquals(builder.Provider, provider) ? $"cluster '{name}' has a Builder that picks another provider than the one it is hosted in; add that to the services and name its key by ProviderKey"
            : null;
        return found is null ? builder! : throw new OptionsValidationException(name, typeof(ClusterOptions), [found]);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever went wrong is told to all who wait for the cluster.")]
    private async Task ProvisionAsync(TaskCompletionSource<Cluster> told)
    {
        try
        {
            Cluster? made = null;
            await Provider.RunAsync(async token => made = await _builder.ProvisionAsync(token), _end.Token);
            told.SetResult(made!);
        }
        catch (OperationCanceledException)
        {
            told.SetCanceled(CancellationToken.None);
        }
        catch (Exception exception)
        {
            told.SetException(exception);
        }
    }

    /// <summary>Waits plainly: what the framework has for it may leave the loop of a simulation.</summary>
    private static async Task<Cluster> WaitAsync(Task<Cluster> cluster, CancellationToken cancellationToken)
    {
        if (!cluster.IsCompleted && cancellationToken.CanBeCanceled)
        {
            TaskCompletionSource end = new();
            await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static end => ((TaskCompletionSource)end!).TrySetResult(), end);
            await Task.WhenAny(cluster, end.Task);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await cluster;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Who asked for the cluster was told why there is none.")]
    private static async Task<Cluster?> EndOf(Task<Cluster> cluster)
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

/// <summary>Writes the events of a cluster to a log.</summary>
internal sealed class EventLogger(string cluster, ILogger logger) : IProgress<ClusterEvent>
{
    public void Report(ClusterEvent value)
    {
        switch (value.Kind)
        {
            case ClusterEventKind.StepFailed or ClusterEventKind.NodeFailed or ClusterEventKind.NodeLost or ClusterEventKind.NodeUnreachable:
                ClusterLog.Broken(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
            case ClusterEventKind.StepRetried or ClusterEventKind.StepResolved or ClusterEventKind.NodeEnding or ClusterEventKind.Drifted:
                ClusterLog.Noted(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
            default:
                ClusterLog.Changed(logger, cluster, value.Kind, value.Subject, value.Text);
                break;
        }
    }
}

/// <summary>What is written about clusters. Ids 4001 to 4099.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Changed(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Debug, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Noted(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Cluster}: {Kind} {Subject}: {Text}")]
    public static partial void Broken(ILogger logger, string cluster, ClusterEventKind kind, string subject, string text);
}
