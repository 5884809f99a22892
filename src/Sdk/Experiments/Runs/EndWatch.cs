using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

internal sealed class EndWatch(Experiment experiment)
{
    private TimeSpan? _badSince;
    private TimeSpan _changedAt;

    public void Changed(TimeSpan at) => _changedAt = at;

    /// <summary>Returns the reason to end the run; null to continue.</summary>
    public string? Look(TimeSpan at, FlowReading reading, IScalingCourse? course)
    {
        if (experiment.Stop is not { } rule)
        {
            return null;
        }

        if (rule.WhenScalingIsOver && course is { IsOver: true } && at >= _changedAt + experiment.ScalingInterval)
        {
            return "nothing is left to scale";
        }

        string? bad = reading.Lag > rule.LagAbove ? $"the lag was above {rule.LagAbove} for {DurationText.Of(rule.For)}"
            : reading.LatencySeconds > rule.LatencyAbove?.TotalSeconds ? $"the latency was above {DurationText.Of(rule.LatencyAbove.Value)} for {DurationText.Of(rule.For)}"
            : null;
        _badSince = bad is null ? null : _badSince ?? at;
        return at - _badSince >= rule.For ? bad : null;
    }
}
