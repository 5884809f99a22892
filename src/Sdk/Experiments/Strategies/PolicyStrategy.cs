using Scalewright.Decisions;

namespace Scalewright.Experiments.Strategies;

/// <summary>
/// Scales task managers with a sizing policy. A node of the policy is a task manager. The metrics are <c>lag</c>
/// (records), <c>load</c> and <c>throughput</c> (records per second), and <c>busy</c> (ratio of busy time, 0 to 1).
/// Latencies in seconds are <c>latency</c> and, if measured, <c>network_latency</c> (mean between task managers).
/// </summary>
/// <param name="Policy">The policy.</param>
public sealed record PolicyStrategy(ISizingPolicy Policy) : IScalingStrategy
{
    /// <inheritdoc/>
    public IScalingRun StartRun() => new PolicyScalingRun(Policy);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => Policy.Check();
}

internal sealed class PolicyScalingRun(ISizingPolicy policy) : IScalingRun
{
    private readonly long[] _state = new long[policy.StateLength];
    private bool _hasBegun;

    public bool IsCompleted => false;

    public ScalingChange? Decide(ScalingObservation view)
    {
        ArgumentNullException.ThrowIfNull(view);
        FlowReading reading = view.Reading;
        double busy = reading.Operators.FirstOrDefault(reading => reading.Name == view.Task)?.BusyMs / 1000 ?? 0;
        double network = view.LatencySelector is { } latencyOf ? ProximityPlacement.Latency(view.TaskManagers, latencyOf) : double.NaN;
        MetricReading[] metrics =
        [
            MetricReading.FromValue("lag", reading.Lag, view.Timestamp),
            MetricReading.FromValue("load", reading.ArrivalsPerSecond, view.Timestamp),
            MetricReading.FromValue("throughput", reading.Throughput, view.Timestamp),
            MetricReading.FromValue("busy", busy, view.Timestamp),
            MetricReading.FromValue("latency", reading.LatencySeconds, view.Timestamp),
            .. double.IsFinite(network)
                ? [MetricReading.FromValue("network_latency", network, view.Timestamp)]
                : Array.Empty<MetricReading>(),
        ];
        DomainObservation observation = new()
        {
            Timestamp = view.Timestamp,
            DesiredCount = view.TaskManagers.Count,
            ReadyCount = view.TaskManagers.Count,
            Metrics = metrics,
        };
        if (!_hasBegun)
        {
            policy.Initialize(observation, _state);
            _hasBegun = true;
        }

        Decision decision = policy.Decide(observation, _state);
        if (!decision.IsChange || decision.To < 1)
        {
            return null;
        }

        // More task managers than can be used would cause an unnecessary restart.
        int useful = view.Job.IndexOf(view.Task) is >= 0 and var task
            ? TaskManagerPlacement.CountFor(view, view.Job.GetMaxCount(view.Job.Operators[task]))
            : int.MaxValue;
        ValueList<TaskManager> managers = TaskManagerPlacement.Resize(
            view,
            Math.Min(decision.To, Math.Max(useful, view.TaskManagers.Count))
        );
        return managers == view.TaskManagers
            ? null
            : new ScalingChange(managers, TaskManagerPlacement.TaskTo(view, managers), decision.Reason);
    }
}
