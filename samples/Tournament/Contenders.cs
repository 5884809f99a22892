using Scalewright;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace TournamentSample;

/// <summary>Well-known rules, all of them told to keep nodes about two thirds busy.</summary>
internal static class Contenders
{
    private const int NodesMax = 100;
    private const double BusyPercent = 65;

    /// <param name="nodeLoad">What one node can take in one step.</param>
    /// <param name="step">Length of a step.</param>
    public static ValueList<Contender> Of(double nodeLoad, TimeSpan step)
    {
        TargetTrackingSizing tracking = new() { Metric = BacktestModel.Utilization, Target = BusyPercent, NodesMin = 1, NodesMax = NodesMax };
        return
        [
            new("threshold", new ThresholdSizing { Metric = BacktestModel.Utilization, High = 80, Low = 40, NodesMin = 1, NodesMax = NodesMax }),
            new("aws target tracking", tracking),
            new("kubernetes hpa", new BoundedSizing { NodesMin = 1, NodesMax = NodesMax, Policy = new HpaSizing { Metrics = [new HpaMetric(BacktestModel.Load, nodeLoad * BusyPercent / 100, HpaMetricKind.AverageValue)] } }),
            new("knative kpa", new KpaSizing { StableMetric = BacktestModel.Load, PanicMetric = BacktestModel.Load, Target = nodeLoad * BusyPercent / 100, NodesMin = 1, NodesMax = NodesMax }),
            new("tracking + forecast", new MaxOf { Policies = [tracking, Forecast(nodeLoad, step)] }),
        ];
    }

    /// <summary>Tomorrow is like today.</summary>
    private static ForecastSizing Forecast(double nodeLoad, TimeSpan step) => new()
    {
        Metric = BacktestModel.Load,
        Target = nodeLoad * BusyPercent / 100,
        Step = step,
        Forecaster = new HoltWinters { Season = (int)Math.Min(TimeSpan.TicksPerDay / step.Ticks, 1440) },
        Acts = true,
        NodesMin = 1,
        NodesMax = NodesMax,
    };
}
