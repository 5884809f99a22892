using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

internal sealed class StopRuleMonitor(Experiment experiment)
{
    private TimeSpan? _badSince;
    private TimeSpan _changedAt;

    public void Changed(TimeSpan at) => _changedAt = at;

    /// <summary>Returns the reason to end the run; null to continue.</summary>
    public string? FindReason(TimeSpan at, FlowReading reading, IScalingRun? course)
    {
        if (experiment.StopRule is not { } rule)
        {
            return null;
        }

        if (rule.StopsWhenScalingEnds
            && course is { IsCompleted: true }
            && at >= _changedAt + experiment.ScalingInterval)
        {
            return "nothing is left to scale";
        }

        string? bad = reading switch
        {
            _ when reading.Lag > rule.LagAbove => $"the lag was above {rule.LagAbove}",
            _ when rule.LatencyAbove is { } latency && reading.LatencySeconds > latency.TotalSeconds =>
                $"the latency was above {ExperimentDurationText.Of(latency)}",
            _ => null,
        };
        _badSince = bad is null ? null : _badSince ?? at;
        return at - _badSince >= rule.HoldPeriod ? $"{bad} for {ExperimentDurationText.Of(rule.HoldPeriod)}" : null;
    }
}
