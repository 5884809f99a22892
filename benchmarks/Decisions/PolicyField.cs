using Scalewright;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace Benchmarks.Decisions;

/// <summary>One instance of each policy that a back-test supports.</summary>
internal static class PolicyField
{
    private const double BusyPercent = 65;

    /// <summary>Metric windows of Knative's rule.</summary>
    public static ValueList<MetricWindow> Windows { get; } = MetricWindow.CreateKnativeWindows(BacktestModel.LoadMetric);

    /// <summary>Creates an engine for a policy, with bounds, stabilization, cooldowns and two clouds.</summary>
    public static DecisionEngine EngineOf(ISizingPolicy policy) =>
        DecisionEngine
            .Create("group")
            .UseSizing(policy)
            .AddCloud("hotel", maxNodes: 40, pricePerHour: 0.1)
            .AddCloud("sierra", pricePerHour: 0.2)
            .WithBounds(1, 1000)
            .WithStabilization(TimeSpan.Zero, TimeSpan.FromMinutes(5))
            .WithCooldown(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5))
            .Build();

    /// <param name="nodeLoad">Load that a node can handle in a step.</param>
    /// <param name="season">Number of steps per day.</param>
    /// <param name="step">Length of a step.</param>
    public static TournamentEntry[] Of(double nodeLoad, int season, TimeSpan step)
    {
        double target = nodeLoad * BusyPercent / 100;
        ThresholdSizing threshold = new()
        {
            Metric = BacktestModel.LoadPerNodeMetric,
            UpperThreshold = nodeLoad * 0.8,
            LowerThreshold = nodeLoad * 0.4,
            MinNodes = 1,
            MaxNodes = 1000,
        };
        TargetTrackingSizing tracking = new()
        {
            Metric = BacktestModel.UtilizationMetric,
            Target = BusyPercent,
            MinNodes = 1,
            MaxNodes = 1000,
        };
        StepSizing steps = new()
        {
            Metric = BacktestModel.UtilizationMetric,
            Threshold = 80,
            Steps = [new(0, 15, 1), new(15, null, 4)],
            MinNodes = 1,
            MaxNodes = 1000,
        };
        ForecastSizing yesterday = new()
        {
            Metric = BacktestModel.LoadMetric,
            Target = target,
            Step = step,
            StepsAhead = 2,
            Forecaster = new SeasonalNaive { Season = season },
            IsScalingEnabled = true,
            MinNodes = 1,
            MaxNodes = 1000,
        };
        return
        [
            new("threshold", threshold),
            new("threshold by an engine", EngineOf(threshold).Sizing),
            new(
                "aws simple",
                new SimpleSizing
                {
                    Metric = BacktestModel.UtilizationMetric,
                    Threshold = 80,
                    Adjustment = new(AdjustmentType.ChangeInCapacity, 2),
                    MinNodes = 1,
                    MaxNodes = 1000,
                }
            ),
            new("aws steps", steps),
            new("aws tracking", tracking),
            new("aws tracking + steps", new AwsGroupSizing { Policies = [tracking, steps] }),
            new(
                "kubernetes hpa",
                new BoundedSizing
                {
                    MinNodes = 1,
                    MaxNodes = 1000,
                    Policy = new HpaSizing { Metrics = [new HpaMetric(BacktestModel.LoadMetric, target, HpaMetricKind.AverageValue)] },
                }
            ),
            new(
                "knative kpa",
                new KpaSizing
                {
                    StableMetric = Windows[0].Name,
                    PanicMetric = Windows[1].Name,
                    TargetValue = target,
                    MinNodes = 1,
                    MaxNodes = 1000,
                }
            ),
            new(
                "phantom sensor",
                new SensorSizing
                {
                    Metric = BacktestModel.UtilizationMetric,
                    UpperThreshold = 80,
                    LowerThreshold = 40,
                    MinNodes = 1,
                    MaxNodes = 1000,
                }
            ),
            new(
                "stream",
                new StreamSizing { TargetRateMetric = BacktestModel.LoadMetric, TrueProcessingRateMetric = BacktestModel.LoadMetric }
            ),
            new("yesterday", yesterday),
            new("holt-winters", yesterday with { Forecaster = new HoltWinters { Season = season } }),
            new("tracking + yesterday", new MaxSizing { Policies = [tracking, yesterday] }),
            new("calm threshold", new StabilizedSizing { Policy = threshold }),
            new(
                "fallback",
                new FallbackSizing
                {
                    Policy = threshold,
                    Fallback = new FixedSizing { Size = 50 },
                    Metrics = [BacktestModel.LoadPerNodeMetric],
                }
            ),
            new("timeline", TimelineSizing.Start(10).Then(TimeSpan.FromHours(8), 60).Then(TimeSpan.FromHours(8), 30)),
        ];
    }
}
