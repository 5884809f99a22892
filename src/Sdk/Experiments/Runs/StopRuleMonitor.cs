using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

/// <summary>Evaluates the <see cref="StopRule"/> of an experiment during a run.</summary>
internal sealed class StopRuleMonitor(Experiment experiment)
{
    private TimeSpan? _violatedSince;
    private TimeSpan _changedAt;

    /// <summary>Records the time of a change by scaling.</summary>
    public void Changed(TimeSpan at) => _changedAt = at;

    /// <summary>Returns the reason to end the run; null to continue.</summary>
    public string? FindReason(TimeSpan at, FlowReading reading, IScalingRun? scalingRun)
    {
        if (experiment.StopRule is not { } rule)
        {
            return null;
        }

        if (rule.StopsWhenScalingEnds && scalingRun is { IsCompleted: true } && at >= _changedAt + experiment.ScalingInterval)
        {
            return "scaling is completed";
        }

        string? violation = FindViolation(rule, reading);
        _violatedSince = violation is null ? null : _violatedSince ?? at;
        return at - _violatedSince >= rule.HoldPeriod ? $"{violation} for {ExperimentDurationText.Format(rule.HoldPeriod)}" : null;
    }

    /// <summary>Returns the limit that a reading exceeds, as a clause; null if it exceeds none.</summary>
    private static string? FindViolation(StopRule rule, FlowReading reading)
    {
        if (reading.Lag > rule.LagAbove)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the lag was above {rule.LagAbove}");
        }

        return rule.LatencyAbove is { } latency && reading.LatencySeconds > latency.TotalSeconds
            ? $"the latency was above {ExperimentDurationText.Format(latency)}"
            : null;
    }
}
