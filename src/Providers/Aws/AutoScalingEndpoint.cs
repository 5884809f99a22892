using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Journals;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Fleets;
using Scalewright.Providers.AutoScaling.Security;

namespace Scalewright.Providers.AutoScaling;

/// <summary>
/// Serves the Query API of AWS AutoScaling and EC2 for a cluster, independent of the network. Requests take effect in
/// the background, so responses are as eventually consistent as those of AWS. Thread-safe.
/// </summary>
/// <example>
/// Serves a simulated cluster to clients of AWS AutoScaling on a local port:
/// <code>
/// SimulationOptions options = new() { Pace = SimulationPace.OnDemand };
/// await using SimulationProvider provider = new() { Options = options };
/// ClusterBuilder builder = Cluster.Create(Topology.Empty with { Name = "shop" }).UseProvider(provider);
/// Cluster? cluster = null;
/// await provider.RunAsync(async token => cluster = await builder.ProvisionAsync(token));
/// AccessKey key = new("AKSHOP", Environment.GetEnvironmentVariable("EC2_SECRET_KEY") ?? "secret");
/// await using AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(
///     cluster!, new AutoScalingEndpointOptions { Keys = [key] });
/// await using AutoScalingServer server = await AutoScalingServer.StartAsync(endpoint);
/// Console.WriteLine($"clients connect to {server.Address}");
/// </code>
/// </example>
public sealed class AutoScalingEndpoint : IAsyncDisposable
{
    private readonly AutoScalingEndpointOptions _options;
    private readonly RequestVerifier _verifier;
    private readonly AccountStore _account;
    private readonly FleetReconciler _reconciler;
    private readonly Lock _gate = new();
    private Task? _ending;
    private long _requestNumber;

    private AutoScalingEndpoint(Cluster cluster, AutoScalingEndpointOptions options, AccountStore account, DateTimeOffset? openedAt)
    {
        (_options, _account) = (options, account);
        _reconciler = new FleetReconciler(cluster, account, options);
        _verifier = new RequestVerifier(options, openedAt);
    }

    /// <summary>Opens an endpoint for a cluster.</summary>
    /// <param name="cluster">The cluster; the caller disposes it after the endpoint. Groups become domains of its
    /// topology; the rest of the topology is unchanged.</param>
    /// <param name="options">Options of the endpoint.</param>
    /// <param name="folder">Local folder for groups, launch configurations, policies and tags, not shared with other
    /// uses. Null keeps them in memory.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StateException">The folder is locked by another process or damaged, or the disk
    /// failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number in the options is out of range.</exception>
    /// <exception cref="DecisionException">The placement policy in the options is invalid.</exception>
    public static async Task<AutoScalingEndpoint> OpenAsync(
        Cluster cluster,
        AutoScalingEndpointOptions options,
        string? folder = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        AutoScalingEndpointOptions checkedOptions = options.Checked();
        AccountStore account = await AccountStore.OpenAsync(folder, checkedOptions, cancellationToken);
        return new AutoScalingEndpoint(cluster, checkedOptions, account, folder is null ? null : checkedOptions.Clock.GetUtcNow());
    }

    /// <summary>Processes a request. Returns a response for any input.</summary>
    /// <param name="message">The request.</param>
    /// <param name="cancellationToken">Cancels the wait for other requests.</param>
    public async Task<QueryResponse> HandleAsync(QueryRequest message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        string requestId = IdGenerator.Uuid(_account.State.Seed, ~Interlocked.Increment(ref _requestNumber));
        QueryService service = QueryService.AutoScaling;
        try
        {
            CheckShape(message);
            QueryParameters parameters = QueryParameters.Parse(message, _options.MaxParameters);
            (string action, string version) = (parameters["Action"] ?? "", parameters["Version"] ?? "");
            service = WireVersions.SelectService(action, version);
            DateTimeOffset now = _options.Clock.GetUtcNow();
            VerifiedCaller caller = _verifier.Check(message, parameters, service, now);
            ActionEntry entry = Find(action, version, service);
            if (entry.Changes)
            {
                _verifier.CheckChange(caller, action, service, message.Connection, now);
            }

            Action<XmlText>? result = await ExecuteAsync(action, entry, parameters, cancellationToken);
            return ResponseDocument.Success(service, action, result, requestId);
        }
        catch (QueryErrorException exception)
        {
            return ResponseDocument.Failure(service, service == QueryService.Ec2 ? exception.Fault.OfEc2() : exception.Fault, requestId);
        }
        catch (Exception exception) when (exception is StateException or ObjectDisposedException)
        {
            return ResponseDocument.Failure(service, QueryError.ServiceUnavailable, requestId);
        }
        catch (DecisionException exception)
        {
            // A custom placement policy failed; nothing was changed.
            return ResponseDocument.Failure(service, QueryError.InternalFailure with { Message = exception.Message }, requestId);
        }
    }

    /// <summary>
    /// Reports a value of a group metric to the scaling policies of the group. Call it once per data point. In a
    /// Phantom group, the sensor uses the value if the tag <c>metric</c> names the metric. With AWS rules, target
    /// tracking uses it: predefined metrics are identified by name, customized metrics by
    /// <see cref="CustomMetric.Id"/>.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="value">Value for the whole group. A value that is not finite leaves the size unchanged.</param>
    /// <param name="cancellationToken">Cancels the wait for other requests.</param>
    /// <returns>The new desired number of instances.</returns>
    /// <exception cref="ArgumentException">The group does not exist, or would become too large; the message names the
    /// reason.</exception>
    /// <exception cref="DecisionException">The placement policy in the options failed.</exception>
    /// <exception cref="StateException">The change could not be stored.</exception>
    public Task<int> PutMetricDataAsync(string group, string metric, double value, CancellationToken cancellationToken = default) =>
        ApplyMetricAsync(group, metric, (_, at) => MetricReading.FromValue(metric, value, at), cancellationToken);

    /// <summary>
    /// Reports a metric of individual instances, and optionally a value for the group, to the policies of the group.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="instances">Values by instance ID; values of instances that no longer exist are ignored.</param>
    /// <param name="value">Value for the whole group. Null, the default: target tracking applies its statistic, by
    /// default the mean, to the instances that have warmed up.</param>
    /// <param name="cancellationToken">Cancels the wait for other requests.</param>
    /// <returns>The new desired number of instances.</returns>
    /// <exception cref="ArgumentException">The group does not exist, or would become too large; the message names the
    /// reason.</exception>
    /// <exception cref="DecisionException">The placement policy in the options failed.</exception>
    /// <exception cref="StateException">The change could not be stored.</exception>
    public Task<int> PutMetricDataAsync(
        string group,
        string metric,
        ValueMap<double> instances,
        double? value = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(instances);
        return ApplyMetricAsync(
            group,
            metric,
            (record, at) => InstanceMetric.Create(record, metric, instances, value, at),
            cancellationToken
        );
    }

    /// <summary>Formats the error for a request that was rejected before it reached the endpoint.</summary>
    internal QueryResponse Reject(QueryError fault) =>
        ResponseDocument.Failure(
            QueryService.AutoScaling,
            fault,
            IdGenerator.Uuid(_account.State.Seed, ~Interlocked.Increment(ref _requestNumber))
        );

    internal AccountState State => _account.State;

    /// <summary>Maximum number of bytes of a request.</summary>
    internal int MaxRequestBytes => _options.MaxRequestBytes;

    /// <summary>Error of the last attempt to apply the desired state to the cluster; null if it succeeded.</summary>
    public Exception? LastError => _reconciler.LastError;

    /// <summary>Stops the endpoint. The desired state stays stored. Idempotent and safe to call concurrently.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _ending ??= EndAsync();
        }

        return new ValueTask(_ending);
    }

    private async Task EndAsync()
    {
        await _reconciler.DisposeAsync();
        await _account.DisposeAsync();
    }

    private async Task<int> ApplyMetricAsync(
        string group,
        string metric,
        Func<GroupRecord, DateTimeOffset, MetricReading> read,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        try
        {
            int desired = await _account.ChangeAsync(
                state =>
                {
                    ActionContext context = CreateContext(state);
                    return GroupSizing.See(context, group, read(context.Group(group), context.At));
                },
                cancellationToken
            );
            _reconciler.Wake();
            return desired;
        }
        catch (QueryErrorException exception)
        {
            throw new ArgumentException(exception.Fault.Message, nameof(group), exception);
        }
    }

    private void CheckShape(QueryRequest message)
    {
        if (message.Method is not ("GET" or "POST"))
        {
            throw new QueryErrorException(QueryError.MethodNotAllowed);
        }

        if (message.Body.Length > _options.MaxRequestBytes || message.Query.Length > _options.MaxRequestBytes)
        {
            throw new QueryErrorException(QueryError.RequestTooLarge(_options.MaxRequestBytes));
        }
    }

    private static ActionEntry Find(string action, string version, QueryService service)
    {
        if (action.Length == 0)
        {
            throw new QueryErrorException(QueryError.MissingAction);
        }

        WireVersions.Check(action, version, service);
        return ActionTable.Find(action, service)
            ?? throw new QueryErrorException(QueryError.InvalidAction(TextEscaping.Escape(action), TextEscaping.Escape(version)));
    }

    private async Task<Action<XmlText>?> ExecuteAsync(
        string action,
        ActionEntry entry,
        QueryParameters parameters,
        CancellationToken cancellationToken
    )
    {
        if (_options.FaultSelector?.Invoke(action) is { } fault)
        {
            throw new QueryErrorException(fault);
        }

        ParameterCheck.Before(parameters, entry.Parameters, entry.Service);
        if (!entry.Changes || IsDryRun(entry, parameters))
        {
            return Run(entry, _account.State, parameters).Result;
        }

        Action<XmlText>? result = await _account.ChangeAsync(
            state =>
            {
                QueryActionResult outcome = Run(entry, state, parameters);
                return (outcome.State, outcome.Result);
            },
            cancellationToken
        );
        _reconciler.Wake();
        return result;
    }

    /// <summary>Runs an action, a pure function. Its result takes effect only when it is stored.</summary>
    /// <exception cref="QueryErrorException">The request is rejected, or was a dry run that would have
    /// succeeded.</exception>
    private QueryActionResult Run(ActionEntry entry, AccountState state, QueryParameters parameters)
    {
        QueryActionResult outcome = entry.Run(CreateContext(state), parameters);
        bool isDryRun = IsDryRun(entry, parameters);
        ParameterCheck.After(parameters, entry.Parameters, entry.Service);
        return isDryRun ? throw new QueryErrorException(QueryError.DryRunOperation) : outcome;
    }

    private static bool IsDryRun(ActionEntry entry, QueryParameters parameters)
    {
        QueryReader reader = new(parameters, entry.Service);
        bool isDryRun = entry.Service == QueryService.Ec2 && reader.Boolean("DryRun") == true;
        reader.Finish();
        return isDryRun;
    }

    private ActionContext CreateContext(AccountState state) => new(state, _options.Clock.GetUtcNow(), _options);
}
