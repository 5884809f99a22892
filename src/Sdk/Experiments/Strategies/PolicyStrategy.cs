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
    public IScalingCourse Begin() => new PolicyCourse(Policy);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => Policy.Check();
}

internal sealed class PolicyCourse(ISizingPolicy policy) : IScalingCourse
{
    private readonly long[] _state = new long[policy.StateLength];
    private bool _hasBegun;

    public bool IsOver => false;

    public ScalingChange? Decide(ScalingView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        FlowReading reading = view.Reading;
        double busy = reading.Operators.FirstOrDefault(item => item.Name == view.Task)?.BusyMs / 1000 ?? 0;
        double network = view.LatencyOf is { } latencyOf ? NearPlacing.Latency(view.TaskManagers, latencyOf) : double.NaN;
        MetricReading[] metrics =
        [
            MetricReading.Of("lag", reading.Lag, view.At),
            MetricReading.Of("load", reading.ArrivalsPerSecond, view.At),
            MetricReading.Of("throughput", reading.Throughput, view.At),
            MetricReading.Of("busy", busy, view.At),
            MetricReading.Of("latency", reading.LatencySeconds, view.At),
            .. double.IsFinite(network) ? [MetricReading.Of("network_latency", network, view.At)] : Array.Empty<MetricReading>(),
        ];
        DomainObservation observation = new() { At = view.At, Desired = view.TaskManagers.Count, Ready = view.TaskManagers.Count, Metrics = metrics };
        if (!_hasBegun)
        {
            policy.Begin(observation, _state);
            _hasBegun = true;
        }

        Decision decision = policy.Decide(observation, _state);
        if (!decision.IsChange || decision.To < 1)
        {
            return null;
        }

        // More task managers than can be used would cause a needless restart.
        int useful = view.Job.IndexOf(view.Task) is >= 0 and var task ? Placing.CountFor(view, view.Job.MostOf(view.Job.Operators[task])) : int.MaxValue;
        ValueList<TaskManager> managers = Placing.Resize(view, Math.Min(decision.To, Math.Max(useful, view.TaskManagers.Count)));
        return managers == view.TaskManagers ? null : new ScalingChange(managers, Placing.TaskTo(view, managers), decision.Reason);
    }
}
