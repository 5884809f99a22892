using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Journals;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Fleets;
using Scalewright.Providers.AutoScaling.Parameters;
using Scalewright.Providers.AutoScaling.Security;

namespace Scalewright.Providers.AutoScaling;

/// <summary>
/// A cluster behind the Query API of AWS AutoScaling and EC2: requests in, replies out, without any network. What is
/// asked for is done in the background, so replies are as eventually consistent as those of AWS. Thread-safe.
/// </summary>
public sealed class AutoScalingEndpoint : IAsyncDisposable
{
    private readonly EndpointOptions _options;
    private readonly RequestVerifier _verifier;
    private readonly AccountStore _account;
    private readonly FleetKeeper _keeper;
    private readonly Lock _gate = new();
    private Task? _ending;
    private long _requestNumber;

    private AutoScalingEndpoint(
        Cluster cluster, EndpointOptions options, AccountStore account, DateTimeOffset? openedAt)
    {
        (_options, _account) = (options, account);
        _keeper = new FleetKeeper(cluster, account, options);
        _verifier = new RequestVerifier(options, openedAt);
    }

    /// <summary>Opens an endpoint of a cluster.</summary>
    /// <param name="cluster">The cluster; stays the caller's to dispose, after the endpoint. Groups become domains of
    /// its topology; what else is in it stays.</param>
    /// <param name="options">How the endpoint behaves.</param>
    /// <param name="folder">Folder on this machine's disk for groups, launch configurations, policies and tags, one
    /// that nothing else uses; null: they live in memory.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StateException">The folder is held by another, or damaged, or the disk failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is outside of its range.</exception>
    /// <exception cref="DecisionException">The placement policy of the options cannot be used.</exception>
    public static async Task<AutoScalingEndpoint> OpenAsync(
        Cluster cluster, EndpointOptions options, string? folder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(options);
        EndpointOptions known = options.Checked();
        AccountStore account = await AccountStore.OpenAsync(folder, known, cancellationToken);
        return new AutoScalingEndpoint(cluster, known, account, folder is null ? null : known.Clock.GetUtcNow());
    }

    /// <summary>Answers a request. Whatever it holds, there is an answer.</summary>
    /// <param name="message">The request.</param>
    /// <param name="cancellationToken">Ends the waiting for other requests.</param>
    public async Task<QueryReply> AnswerAsync(QueryMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        string requestId = Identity.Uuid(_account.State.Seed, ~Interlocked.Increment(ref _requestNumber));
        WireService service = WireService.AutoScaling;
        try
        {
            CheckShape(message);
            QueryParameters parameters = QueryParameters.Of(message, _options.MaxParameters);
            (string action, string version) = (parameters["Action"] ?? "", parameters["Version"] ?? "");
            service = WireVersions.ServiceOf(action, version);
            DateTimeOffset now = _options.Clock.GetUtcNow();
            VerifiedCaller caller = _verifier.Check(message, parameters, service, now);
            ActionEntry entry = Find(action, version, service);
            if (entry.Changes)
            {
                _verifier.CheckChange(caller, action, service, message.Connection, now);
            }

            Action<XmlText>? result = await DoAsync(action, entry, parameters, cancellationToken);
            return ReplyText.Success(service, action, result, requestId);
        }
        catch (QueryFaultException refused)
        {
            return ReplyText.Failure(
                service, service == WireService.Ec2 ? refused.Fault.OfEc2() : refused.Fault, requestId);
        }
        catch (Exception exception) when (exception is StateException or ObjectDisposedException)
        {
            return ReplyText.Failure(service, WireFault.ServiceUnavailable, requestId);
        }
        catch (DecisionException exception)
        {
            // A placement policy of the user's; nothing was changed.
            return ReplyText.Failure(
                service, WireFault.InternalFailure with { Message = exception.Message }, requestId);
        }
    }

    /// <summary>
    /// Lets a group's policies see a metric of the whole group, as its monitoring would: the sensor of a Phantom group
    /// whose tag <c>metric</c> names it, or target tracking of a group of AWS's rules whose metric it is: by its name
    /// when it is predefined, else by <see cref="CustomMetric.Id"/>. Call it once for each point.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="value">Its value over the group; what is not finite holds the size.</param>
    /// <param name="cancellationToken">Ends the waiting for requests under way.</param>
    /// <returns>How many instances are wanted from now on.</returns>
    /// <exception cref="ArgumentException">There is no such group, or it would become too large; the message says
    /// which.</exception>
    /// <exception cref="DecisionException">The placement policy of the options fails.</exception>
    /// <exception cref="StateException">The change could not be recorded.</exception>
    public Task<int> ReportAsync(
        string group, string metric, double value, CancellationToken cancellationToken = default) =>
        SeeAsync(group, metric, (_, at) => MetricReading.Of(metric, value, at), cancellationToken);

    /// <summary>
    /// Lets a group's policies see a metric of single instances, and maybe one of the whole group besides.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="instances">Values by the ids of instances; those of instances that do not live any more count for
    /// nothing.</param>
    /// <param name="value">The value of the whole group; null, the default: there is none of its own. Target tracking
    /// then goes by what its statistic, mostly the mean, makes of the instances that are warm.</param>
    /// <param name="cancellationToken">Ends the waiting for requests under way.</param>
    /// <returns>How many instances are wanted from now on.</returns>
    /// <exception cref="ArgumentException">There is no such group, or it would become too large; the message says
    /// which.</exception>
    /// <exception cref="DecisionException">The placement policy of the options fails.</exception>
    /// <exception cref="StateException">The change could not be recorded.</exception>
    public Task<int> ReportAsync(
        string group,
        string metric,
        ValueMap<double> instances,
        double? value = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instances);
        return SeeAsync(
            group, metric, (record, at) => InstanceMetric.Of(record, metric, instances, value, at), cancellationToken);
    }

    /// <summary>A request that never reached the endpoint, in the words of a reply.</summary>
    internal QueryReply Refuse(WireFault fault) =>
        ReplyText.Failure(
            WireService.AutoScaling,
            fault,
            Identity.Uuid(_account.State.Seed, ~Interlocked.Increment(ref _requestNumber)));

    /// <summary>The account as it is.</summary>
    internal AccountState State => _account.State;

    /// <summary>Bytes that a request may have.</summary>
    internal int RequestBytesMax => _options.RequestBytesMax;

    /// <summary>Why the cluster could not be made what was asked for, at the last attempt; null: it could.</summary>
    public Exception? Trouble => _keeper.Trouble;

    /// <summary>Stops; what was asked for stays asked for. May be called again, and at the same time.</summary>
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
        await _keeper.DisposeAsync();
        await _account.DisposeAsync();
    }

    private async Task<int> SeeAsync(
        string group,
        string metric,
        Func<GroupRecord, DateTimeOffset, MetricReading> read,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        try
        {
            int desired = await _account.ChangeAsync(
                state =>
                {
                    ActionContext context = ContextOf(state, new QueryParameters([]), WireService.AutoScaling);
                    return GroupSizing.See(context, group, read(context.Group(group), context.At));
                },
                cancellationToken);
            _keeper.Wake();
            return desired;
        }
        catch (QueryFaultException refused)
        {
            throw new ArgumentException(refused.Fault.Message, nameof(group), refused);
        }
    }

    private void CheckShape(QueryMessage message)
    {
        if (message.Method is not ("GET" or "POST"))
        {
            throw new QueryFaultException(WireFault.MethodNotAllowed);
        }

        if (message.Body.Length > _options.RequestBytesMax || message.Query.Length > _options.RequestBytesMax)
        {
            throw new QueryFaultException(WireFault.RequestTooLarge(_options.RequestBytesMax));
        }
    }

    private static ActionEntry Find(string action, string version, WireService service)
    {
        if (action.Length == 0)
        {
            throw new QueryFaultException(WireFault.MissingAction);
        }

        WireVersions.Check(action, version, service);
        return ActionTable.Find(action, service)
            ?? throw new QueryFaultException(WireFault.InvalidAction(
                Printable.Escape(action), Printable.Escape(version)));
    }

    private async Task<Action<XmlText>?> DoAsync(
        string action, ActionEntry entry, QueryParameters parameters, CancellationToken cancellationToken)
    {
        if (_options.Interfere?.Invoke(action) is { } fault)
        {
            throw new QueryFaultException(fault);
        }

        ParameterCheck.Before(parameters, entry.Parameters, entry.Service);
        if (!entry.Changes || IsDryRun(entry, parameters))
        {
            return Run(entry, _account.State, parameters).Result;
        }

        Action<XmlText>? result = await _account.ChangeAsync(
            state =>
            {
                ActionResult done = Run(entry, state, parameters);
                return (done.State, done.Result);
            },
            cancellationToken);
        _keeper.Wake();
        return result;
    }

    /// <summary>Lets an action decide. Pure: what comes of it counts only when it is stored.</summary>
    /// <exception cref="QueryFaultException">The request is refused, or was a dry run that would have
    /// succeeded.</exception>
    private ActionResult Run(ActionEntry entry, AccountState state, QueryParameters parameters)
    {
        ActionResult done = entry.Run(ContextOf(state, parameters, entry.Service));
        bool isDryRun = IsDryRun(entry, parameters);
        ParameterCheck.After(parameters, entry.Parameters, entry.Service);
        return isDryRun ? throw new QueryFaultException(WireFault.DryRunOperation) : done;
    }

    private static bool IsDryRun(ActionEntry entry, QueryParameters parameters)
    {
        QueryReader read = new(parameters, entry.Service);
        bool isDryRun = entry.Service == WireService.Ec2 && read.Truth("DryRun") == true;
        read.Finish();
        return isDryRun;
    }

    private ActionContext ContextOf(AccountState state, QueryParameters parameters, WireService service) =>
        new(state, new QueryReader(parameters, service), _options.Clock.GetUtcNow(), _options);
}
