using Microsoft.Extensions.Logging;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Providers.Logs;

namespace Scalewright.Clusters;

/// <summary>Logs the waves of steps that a provider executes, and the progress of the nodes that they change.</summary>
/// <param name="logger">Logger of the provider, enabled for <see cref="LogLevel.Warning"/>.</param>
/// <param name="clock">Time provider of the durations.</param>
internal sealed class WaveLogger(ILogger logger, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Owner, Change> _changing = [];

    /// <summary>Starts a wave. Its disposal logs a summary for each cluster.</summary>
    /// <param name="requests">Steps of the wave.</param>
    public LoggedWave Start(ValueList<StepRequest> requests)
    {
        long start = clock.GetTimestamp();
        AddChanges(requests, start);
        return new LoggedWave(this, requests, start);
    }

    /// <summary>
    /// Logs the progress of an owner's nodes each time it changes, until no node is pending or being deleted. Returns
    /// the resources unchanged.
    /// </summary>
    /// <param name="owner">Owner of the nodes; null for all owners whose nodes were changed through this object.</param>
    /// <param name="list">Query of the resources.</param>
    public async Task<ValueList<Resource>> LogProgressAsync(Owner? owner, Task<ValueList<Resource>> list)
    {
        ValueList<Resource> resources = await list;
        lock (_gate)
        {
            Owner[] owners = owner is null ? [.. _changing.Keys] : [owner];
            foreach (Owner observedOwner in owners)
            {
                UpdateProgress(observedOwner, NodeCounts.From(resources.Where(resource => resource.Tag.Owner == observedOwner)));
            }
        }

        return resources;
    }

    private static string GetName(Owner owner) => TextEscaping.Escape(owner.Cluster);

    private void End(ValueList<StepRequest> requests, Dictionary<string, StepOutcome> outcomesByToken, long start)
    {
        TimeSpan duration = clock.GetElapsedTime(start);
        Expect(requests, outcomesByToken);
        foreach (IGrouping<Owner, StepRequest> cluster in requests.GroupBy(request => request.Tag.Owner))
        {
            LogSummary(GetName(cluster.Key), [.. cluster], outcomesByToken, duration);
        }
    }

    private void AddChanges(ValueList<StepRequest> requests, long start)
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
    private void Expect(ValueList<StepRequest> requests, Dictionary<string, StepOutcome> outcomesByToken)
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
                            request.Step is CreateNode && outcomesByToken.GetValueOrDefault(request.Token)?.Result == StepResult.Succeeded
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

    private void LogSummary(string cluster, StepRequest[] requests, Dictionary<string, StepOutcome> outcomesByToken, TimeSpan duration)
    {
        (StepRequest Request, StepOutcome? Outcome)[] steps =
        [
            .. requests.Select(request => (request, outcomesByToken.GetValueOrDefault(request.Token))),
        ];
        (int made, int changed, int removed) = (DoneOf(StepAction.Create), DoneOf(StepAction.Change), DoneOf(StepAction.Destroy));
        (int failed, int unknown, int notStarted) = (CountOf(StepResult.Failed), CountOf(StepResult.Unknown), CountOf(null));
        WaveLog.Ended(logger, cluster, steps.Length, duration, made, changed, removed, failed, unknown, notStarted);
        foreach (
            IGrouping<(StepResult Result, ProblemCode? Code), StepRequest> alike in steps
                .Where(step => step.Outcome is { Result: not StepResult.Succeeded })
                .GroupBy(step => (step.Outcome!.Result, step.Outcome.Problem?.Code), step => step.Request)
        )
        {
            (int count, string first) = (alike.Count(), alike.First().Step.ToString());
            WaveLog.StepsFailed(logger, cluster, alike.Key.Result, count, first, alike.Key.Code?.Id ?? "", alike.Key.Code?.Name ?? "");
        }

        StepRequest[] remaining = [.. steps.Where(step => IsLeft(step.Request, step.Outcome)).Select(step => step.Request)];
        if (remaining.Length > 0)
        {
            string first = TextEscaping.Escape(remaining[0].Step.Name);
            WaveLog.ResourcesLeftBehind(logger, cluster, remaining.Length, first);
        }

        int CountOf(StepResult? result) => steps.Count(step => step.Outcome?.Result == result);

        int DoneOf(StepAction action) =>
            steps.Count(step => step.Outcome?.Result == StepResult.Succeeded && step.Request.Step.Action == action);
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

    /// <summary>A wave of steps in execution.</summary>
    public sealed class LoggedWave(WaveLogger waves, ValueList<StepRequest> requests, long start) : IDisposable
    {
        private readonly Dictionary<string, StepOutcome> _outcomesByToken = new(StringComparer.Ordinal);

        public void Add(StepOutcome outcome) => _outcomesByToken[outcome.Token] = outcome;

        /// <inheritdoc/>
        public void Dispose() => waves.End(requests, _outcomesByToken, start);
    }

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
                Count: counts.Sum(),
                Ready: counts[(int)ResourceState.Ready],
                Pending: counts[(int)ResourceState.Pending],
                Leaving: counts[(int)ResourceState.Deleting],
                Failed: counts[(int)ResourceState.Failed]
            );
        }
    }
}
