using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Scalewright.Planning;

namespace Scalewright.Providers.Logs;

/// <summary>Logs the progress and duration of changes to clusters.</summary>
/// <param name="logger">Logger of the provider.</param>
/// <param name="clock">Time provider of the durations.</param>
public sealed class WaveTimer(ILogger logger, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Owner, Change> _changing = [];

    /// <summary>
    /// Returns the outcomes of a wave unchanged and logs a summary for each cluster at the end of the wave.
    /// </summary>
    /// <param name="requests">Steps of the wave.</param>
    /// <param name="outcomes">Outcomes of the steps.</param>
    /// <param name="cancellationToken">Token of the enumeration.</param>
    public async IAsyncEnumerable<StepOutcome> LogOutcomesAsync(
        ValueList<StepRequest> requests,
        IAsyncEnumerable<StepOutcome> outcomes,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(outcomes);
        long start = clock.GetTimestamp();
        Dictionary<string, StepOutcome> known = new(StringComparer.Ordinal);
        Start(requests, start);
        try
        {
            await foreach (StepOutcome outcome in outcomes.WithCancellation(cancellationToken))
            {
                known[outcome.Token] = outcome;
                yield return outcome;
            }
        }
        finally
        {
            TimeSpan duration = clock.GetElapsedTime(start);
            Expect(requests, known);
            foreach (IGrouping<Owner, StepRequest> cluster in requests.GroupBy(request => request.Tag.Owner))
            {
                LogSummary(GetName(cluster.Key), [.. cluster], known, duration);
            }
        }
    }

    /// <summary>
    /// Executes a wave as concurrent calls and logs a summary for each cluster at the end of the wave.
    /// </summary>
    /// <param name="requests">Steps of the wave.</param>
    /// <param name="calls">Calls that return the outcomes of one or more steps.</param>
    /// <param name="maxCalls">Maximum number of concurrent calls.</param>
    /// <param name="cancellationToken">Requests that no further call is started.</param>
    /// <exception cref="ProviderException">A call threw it because the provider cannot be used at all.</exception>
    public IAsyncEnumerable<StepOutcome> ExecuteAsync(
        ValueList<StepRequest> requests,
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls,
        int maxCalls,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        return LogOutcomesAsync(requests, StepCallRunner.RunAsync(requests, calls, maxCalls, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Returns an owner's nodes in the order of creation, and logs them like <see cref="LogProgress"/>.
    /// </summary>
    /// <param name="owner">Owner of the nodes; null for all owners.</param>
    /// <param name="found">Observed nodes; an entry is null for a node that Scalewright did not create.</param>
    public ValueList<Resource> SortAndLogProgress(Owner? owner, IEnumerable<Resource?> found) =>
        LogProgress(
            owner,
            [
                .. found
                    .OfType<Resource>()
                    .Where(node => owner is null || node.Tag.Owner == owner)
                    .OrderBy(node => node.CreatedAt)
                    .ThenBy(node => node.Id, StringComparer.Ordinal),
            ]
        );

    /// <summary>
    /// Logs the progress of an owner's nodes each time it changes, until no node is pending or being deleted. Returns
    /// the resources unchanged.
    /// </summary>
    /// <param name="owner">Owner of the nodes; null for all owners whose nodes this provider changed.</param>
    /// <param name="resources">Observed resources.</param>
    public ValueList<Resource> LogProgress(Owner? owner, ValueList<Resource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        lock (_gate)
        {
            Owner[] owners = owner is null ? [.. _changing.Keys] : [owner];
            foreach (Owner one in owners)
            {
                UpdateProgress(one, NodeCounts.From(resources.Where(resource => resource.Tag.Owner == one)));
            }
        }

        return resources;
    }

    private static string GetName(Owner owner) => TextEscaping.Escape(owner.Cluster);

    private void Start(ValueList<StepRequest> requests, long start)
    {
        lock (_gate)
        {
            foreach (IGrouping<Owner, StepRequest> cluster in requests.Where(IsMove).GroupBy(request => request.Tag.Owner))
            {
                _changing.TryAdd(cluster.Key, new Change(start, null, cluster.Any(request => request.Step is CreateNode)));
            }
        }
    }

    /// <summary>
    /// Records the clusters in which nodes were created, because an eventually consistent list may not contain new
    /// nodes yet.
    /// </summary>
    private void Expect(ValueList<StepRequest> requests, Dictionary<string, StepOutcome> known)
    {
        lock (_gate)
        {
            foreach (IGrouping<Owner, StepRequest> cluster in requests.Where(IsMove).GroupBy(request => request.Tag.Owner))
            {
                if (_changing.TryGetValue(cluster.Key, out Change? change))
                {
                    _changing[cluster.Key] = change with
                    {
                        IsExpected = cluster.Any(request =>
                            request.Step is CreateNode && known.GetValueOrDefault(request.Token)?.Result == StepResult.Succeeded
                        ),
                    };
                }
            }
        }
    }

    private static bool IsMove(StepRequest request) => request.Step is CreateNode or DestroyNode;

    private void UpdateProgress(Owner owner, NodeCounts now)
    {
        Change? before = _changing.GetValueOrDefault(owner);
        if (now.IsSettled ? before is null || (now.Count == 0 && before.IsExpected) : now == before?.LastLogged)
        {
            return;
        }

        long start = before?.StartTimestamp ?? clock.GetTimestamp();
        if (now.IsSettled)
        {
            _changing.Remove(owner);
        }
        else
        {
            _changing[owner] = new Change(start, now, before?.IsExpected ?? false);
        }

        LogCounts(GetName(owner), now, clock.GetElapsedTime(start));
    }

    private void LogSummary(string cluster, StepRequest[] requests, Dictionary<string, StepOutcome> known, TimeSpan duration)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        (StepRequest Order, StepOutcome? Outcome)[] steps =
        [
            .. requests.Select(request => (request, known.GetValueOrDefault(request.Token))),
        ];
        (int made, int changed, int removed) = (DoneOf(StepAction.Create), DoneOf(StepAction.Change), DoneOf(StepAction.Destroy));
        (int failed, int unknown, int notStarted) = (CountOf(StepResult.Failed), CountOf(StepResult.Unknown), CountOf(null));
        WaveLog.Ended(logger, cluster, steps.Length, duration, made, changed, removed, failed, unknown, notStarted);
        foreach (
            IGrouping<(StepResult Result, ProblemCode? Code), StepRequest> alike in steps
                .Where(step => step.Outcome is { Result: not StepResult.Succeeded })
                .GroupBy(step => (step.Outcome!.Result, step.Outcome.Problem?.Code), step => step.Order)
        )
        {
            (int count, string first) = (alike.Count(), alike.First().Step.ToString());
            WaveLog.StepsFailed(logger, cluster, alike.Key.Result, count, first, alike.Key.Code?.Id ?? "", alike.Key.Code?.Name ?? "");
        }

        StepRequest[] remaining = [.. steps.Where(step => IsLeft(step.Order, step.Outcome)).Select(step => step.Order)];
        if (remaining.Length > 0)
        {
            string first = TextEscaping.Escape(remaining[0].Step.Name);
            WaveLog.ResourcesLeftBehind(logger, cluster, remaining.Length, first);
        }

        int CountOf(StepResult? result) => steps.Count(step => step.Outcome?.Result == result);

        int DoneOf(StepAction action) =>
            steps.Count(step => step.Outcome?.Result == StepResult.Succeeded && step.Order.Step.Action == action);
    }

    private void LogCounts(string cluster, NodeCounts now, TimeSpan duration)
    {
        switch (now)
        {
            case { IsSettled: false }:
                WaveLog.NodesPending(logger, cluster, now.Count, now.Ready, now.Pending, now.Leaving, now.Failed, duration);
                break;
            case { Count: 0 }:
                WaveLog.AllNodesRemoved(logger, cluster, duration);
                break;
            case { Failed: 0 }:
                WaveLog.AllReady(logger, cluster, now.Count, duration);
                break;
            default:
                WaveLog.SomeFailed(logger, cluster, now.Count, now.Ready, now.Failed, duration);
                break;
        }
    }

    /// <summary>
    /// Returns true if a resource may be left behind: its deletion did not succeed, or the outcome of its creation is
    /// unknown.
    /// </summary>
    private static bool IsLeft(StepRequest request, StepOutcome? outcome) =>
        request.Step.Action == StepAction.Destroy
            ? outcome is not { Result: StepResult.Succeeded }
            : request.Step.Action == StepAction.Create && outcome is { Result: StepResult.Unknown };

    /// <summary>A cluster whose nodes are being created or deleted.</summary>
    /// <param name="StartTimestamp">Start of the change, as a timestamp of the clock.</param>
    /// <param name="LastLogged">Last logged counts; null if nothing was logged.</param>
    /// <param name="IsExpected">True if the cluster has nodes even though the list may not contain them yet.</param>
    private sealed record Change(long StartTimestamp, NodeCounts? LastLogged, bool IsExpected);

    /// <summary>Node counts by state.</summary>
    private sealed record NodeCounts(int Count, int Ready, int Pending, int Leaving, int Failed)
    {
        public bool IsSettled => Pending + Leaving == 0;

        public static NodeCounts From(IEnumerable<Resource> resources)
        {
            int[] counts = new int[4];
            foreach (Resource node in resources.Where(resource => resource.Tag.Target == StepTarget.Node))
            {
                counts[(int)node.State]++;
            }

            return new NodeCounts(
                counts.Sum(),
                counts[(int)ResourceState.Ready],
                counts[(int)ResourceState.Pending],
                counts[(int)ResourceState.Deleting],
                counts[(int)ResourceState.Failed]
            );
        }
    }
}

/// <summary>
/// Logs waves of steps and their outcomes, pending nodes, and resources that may be left behind. Event IDs 5300 to
/// 5399.
/// </summary>
internal static partial class WaveLog
{
    [LoggerMessage(
        EventId = 5300,
        Level = LogLevel.Information,
        Message = "{Cluster}: a wave of steps ({Count}) took {Duration}: {Made} created, {Changed} updated, "
            + "{Removed} deleted, {Failed} failed, {Unknown} unknown, {NotStarted} not started"
    )]
    public static partial void Ended(
        ILogger logger,
        string cluster,
        int count,
        TimeSpan duration,
        int made,
        int changed,
        int removed,
        int failed,
        int unknown,
        int notStarted
    );

    [LoggerMessage(
        EventId = 5301,
        Level = LogLevel.Warning,
        Message = "{Cluster}: steps with result {Result}: {Count}, the first {Step}: {Code} {ErrorName}"
    )]
    public static partial void StepsFailed(
        ILogger logger,
        string cluster,
        StepResult result,
        int count,
        string step,
        string code,
        string errorName
    );

    [LoggerMessage(
        EventId = 5302,
        Level = LogLevel.Warning,
        Message = "{Cluster}: resources that may be left behind: {Count}, the first {Name}; unless its program "
            + "resumes, reap removes it"
    )]
    public static partial void ResourcesLeftBehind(ILogger logger, string cluster, int count, string name);

    [LoggerMessage(
        EventId = 5303,
        Level = LogLevel.Debug,
        Message = "{Cluster}: nodes {Count}, ready {Ready}, pending {Pending}, leaving {Leaving}, failed {Failed}, "
            + "{Duration} after the start"
    )]
    public static partial void NodesPending(
        ILogger logger,
        string cluster,
        int count,
        int ready,
        int pending,
        int leaving,
        int failed,
        TimeSpan duration
    );

    [LoggerMessage(
        EventId = 5304,
        Level = LogLevel.Information,
        Message = "{Cluster}: all nodes ({Count}) are ready {Duration} after the start"
    )]
    public static partial void AllReady(ILogger logger, string cluster, int count, TimeSpan duration);

    [LoggerMessage(
        EventId = 5305,
        Level = LogLevel.Warning,
        Message = "{Cluster}: nodes {Count}, ready {Ready}, failed {Failed}, {Duration} after the start"
    )]
    public static partial void SomeFailed(ILogger logger, string cluster, int count, int ready, int failed, TimeSpan duration);

    [LoggerMessage(EventId = 5306, Level = LogLevel.Information, Message = "{Cluster}: all nodes are deleted, {Duration} after the start")]
    public static partial void AllNodesRemoved(ILogger logger, string cluster, TimeSpan duration);

    [LoggerMessage(
        EventId = 5307,
        Level = LogLevel.Error,
        Message = "{Provider}: unexpected exception; its meaning for the backend is unknown"
    )]
    public static partial void UnexpectedException(ILogger logger, string provider, Exception exception);
}
