using Scalewright;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace TournamentSample;

/// <summary>Well-known rules, all of them told to keep nodes about two thirds busy.</summary>
internal static class Contenders
{
    private const int NodesMin = 1;
    private const int NodesMax = 100;
    private const double BusyPercent = 65;

    // Above the one it grows, below the other it shrinks.
    private const double HighPercent = 80;
    private const double LowPercent = 40;

    // Half an hour is a step of the longest load; a day of them is a season.
    private static readonly TimeSpan ForecastStep = TimeSpan.FromMinutes(30);
    private const int DaySteps = 48;

    /// <summary>What Knative's rule looks at beside the load itself.</summary>
    public static ValueList<MetricWindow> Windows { get; } = MetricWindow.Knative(BacktestModel.Load);

    /// <param name="nodeLoad">What one node can take in one step.</param>
    public static ValueList<Contender> Of(double nodeLoad)
    {
        double target = nodeLoad * BusyPercent / 100;
        TargetTrackingSizing tracking = new() { Metric = BacktestModel.Utilization, Target = BusyPercent, NodesMin = NodesMin, NodesMax = NodesMax };
        StepSizing steps = new() { Metric = BacktestModel.Utilization, Threshold = HighPercent, Steps = [new(0, 15, 1), new(15, null, 4)], NodesMin = NodesMin, NodesMax = NodesMax };
        StepSizing stepsDown = steps with { Threshold = LowPercent, Comparison = ThresholdComparison.LessThanThreshold, Steps = [new(null, 0, -1)] };
        ThresholdSizing threshold = new() { Metric = BacktestModel.Utilization, High = HighPercent, Low = LowPercent, NodesMin = NodesMin, NodesMax = NodesMax };
        HpaSizing hpa = new() { Metrics = [new HpaMetric(BacktestModel.Load, target, HpaMetricKind.AverageValue)] };
        return
        [
            new("threshold", threshold),
            new("threshold, calm", new StabilizedSizing { Policy = threshold, WindowIn = TimeSpan.FromMinutes(30) }),
            new("aws simple", new AwsGroupSizing { Policies = [Simple(HighPercent, grows: true), Simple(LowPercent, grows: false)] }),
            new("aws steps", new AwsGroupSizing { Policies = [steps, stepsDown] }),
            new("aws tracking", tracking),
            new("aws tracking + steps", new AwsGroupSizing { Policies = [tracking, steps] }),
            new("kubernetes hpa", new BoundedSizing { NodesMin = NodesMin, NodesMax = NodesMax, Policy = hpa }),
            new("knative kpa", new KpaSizing { StableMetric = Windows[0].Name, PanicMetric = Windows[1].Name, Target = target, NodesMin = NodesMin, NodesMax = NodesMax }),
            new("phantom sensor", new SensorSizing { Metric = BacktestModel.Utilization, High = HighPercent, Low = LowPercent, NodesMin = NodesMin, NodesMax = NodesMax }),
            new("tracking + yesterday", new MaxOf { Policies = [tracking, Forecast(target, new SeasonalNaive { Season = DaySteps })] }),
            new("tracking + holt-winters", new MaxOf { Policies = [tracking, Forecast(target, new HoltWinters { Season = DaySteps })] }),
        ];
    }

    private static SimpleSizing Simple(double percent, bool grows) => new()
    {
        Metric = BacktestModel.Utilization,
        Threshold = percent,
        Comparison = grows ? ThresholdComparison.GreaterThanOrEqualToThreshold : ThresholdComparison.LessThanThreshold,
        Adjustment = new CapacityAdjustment(AdjustmentType.ChangeInCapacity, grows ? 2 : -1),
        NodesMin = NodesMin,
        NodesMax = NodesMax,
    };

    /// <summary>The day is like the days before; two steps ahead is the first that has not begun.</summary>
    private static ForecastSizing Forecast(double target, IForecaster forecaster) => new()
    {
        Metric = BacktestModel.Load,
        Target = target,
        Step = ForecastStep,
        StepsAhead = 2,
        Forecaster = forecaster,
        Acts = true,
        NodesMin = NodesMin,
        NodesMax = NodesMax,
    };
}
