using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Accuracy of a forecast for a load, and the effect of applying it. Use it to evaluate a forecast before applying it.
/// Each forecast is compared with the mean load of its step. Source of the measures: Hyndman and Athanasopoulos,
/// "Forecasting: Principles and Practice", evaluating accuracy.
/// </summary>
/// <param name="Policy">The policy.</param>
/// <param name="Trace">The load.</param>
public sealed record ForecastScore(ForecastSizing Policy, LoadTrace Trace)
{
    /// <summary>Quantile of <see cref="PinballLoss"/>: 0.9, because too few nodes cost more than too many.</summary>
    public const double Quantile = 0.9;

    /// <summary>
    /// Number of compared forecasts; 0 if less than a season was observed. The measures are then NaN.
    /// </summary>
    public required int Count { get; init; }

    /// <summary>Mean absolute error, in the load's unit.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>Root of the mean squared error.</summary>
    public required double RootMeanSquareError { get; init; }

    /// <summary>Mean absolute error in percent of the load, over steps with load; NaN without such steps.</summary>
    public required double MeanAbsolutePercentError { get; init; }

    /// <summary>Mean error; positive if the forecast was too high, negative if too low.</summary>
    public required double Bias { get; init; }

    /// <summary>
    /// Pinball loss at <see cref="Quantile"/>: forecasts that are too low are weighted with 0.9, others with 0.1.
    /// </summary>
    public required double PinballLoss { get; init; }

    /// <summary>
    /// Skill relative to a forecast that repeats the last step: 1 is perfect, 0 or below is no better.
    /// </summary>
    public required double Skill { get; init; }

    /// <summary>Number of decisions that would have changed the size if applied.</summary>
    public required int HypotheticalChangeCount { get; init; }

    /// <summary>
    /// Back-test without applying the forecast. <see cref="Decision.UncorrectedSize"/> of a decision is the size that
    /// the forecast proposes.
    /// </summary>
    public required BacktestReport ForecastOnlyReport { get; init; }

    /// <summary>Back-test with the forecast applied, including its cost.</summary>
    public required BacktestReport ScalingReport { get; init; }

    /// <summary>Scores the forecast of a policy by back-tests, whether or not the policy applies it.</summary>
    /// <param name="policy">The policy; its metric must be <see cref="BacktestModel.LoadMetric"/>.</param>
    /// <param name="trace">The load.</param>
    /// <param name="model">Model of the environment.</param>
    /// <exception cref="DecisionException">The policy, load or model is invalid; reports all problems.</exception>
    public static ForecastScore Evaluate(ForecastSizing policy, LoadTrace trace, BacktestModel model)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Metric != BacktestModel.LoadMetric)
        {
            throw new DecisionException(
                "Forecast",
                new PolicyOptionsValidator()
                    .Add(
                        ProblemCode.OutOfRange,
                        "metric",
                        $"'{TextEscaping.Escape(policy.Metric)}' is not '{BacktestModel.LoadMetric}'",
                        "forecast the load"
                    )
                    .ToList()
            );
        }

        BacktestReport watched = Backtest.Run(policy with { IsScalingEnabled = false }, trace, model, "forecast, watching");
        BacktestReport acted = Backtest.Run(policy with { IsScalingEnabled = true }, trace, model, "forecast, acting");
        ForecastErrorAccumulator errors = new();
        int changes = 0;
        SortedDictionary<long, double> loads = GetLoads(policy, trace);
        long last = long.MinValue;
        foreach (Decision decision in watched.Decisions)
        {
            changes += decision.Cause == DecisionCause.ForecastOnly && decision.UncorrectedSize != decision.To ? 1 : 0;
            long step = decision.Timestamp.UtcTicks / policy.Step.Ticks;
            if (
                step != last
                && loads.TryGetValue(step - 1 + policy.StepsAhead, out double load)
                && loads.TryGetValue(step - 1, out double naive)
            )
            {
                errors.Add(decision.Inputs.A, load, naive);
            }

            last = step;
        }

        return errors.ToScore(policy, watched, acted, changes);
    }

    /// <summary>Returns the measures on one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} forecasts of {Trace.Name}: off by {MeanAbsoluteError:0.##} ({MeanAbsolutePercentError:0.##} %), "
                + $"bias {Bias:0.##}, pinball {PinballLoss:0.##}, skill {Skill:0.##}; acting, "
                + $"{ScalingReport.ViolationPercent:0.##} % violations at cost {ScalingReport.Cost:0.##}"
        );

    /// <summary>
    /// Returns the mean load of each step of the policy, by the times at which the policy reads the load.
    /// </summary>
    private static SortedDictionary<long, double> GetLoads(ForecastSizing policy, LoadTrace trace) =>
        new(
            trace
                .Values.Select(
                    (value, index) => (Step: (trace.Start.UtcTicks + (trace.Step.Ticks * (index + 1L))) / policy.Step.Ticks, Value: value)
                )
                .GroupBy(reading => reading.Step)
                .ToDictionary(step => step.Key, step => step.Average(reading => reading.Value))
        );
}

internal struct ForecastErrorAccumulator
{
    private int _count;
    private int _loaded;
    private double _absolute;
    private double _squares;
    private double _percent;
    private double _sum;
    private double _pinball;
    private double _naive;

    /// <param name="forecast">Forecast load; NaN if there is no forecast.</param>
    /// <param name="naive">Last load before the forecast.</param>
    public void Add(double forecast, double load, double naive)
    {
        if (double.IsNaN(forecast))
        {
            return;
        }

        double error = forecast - load;
        _count++;
        _absolute += Math.Abs(error);
        _squares += error * error;
        _sum += error;
        _pinball += error < 0 ? -error * ForecastScore.Quantile : error * (1 - ForecastScore.Quantile);
        _naive += Math.Abs(naive - load);
        if (load > 0)
        {
            _loaded++;
            _percent += 100 * Math.Abs(error) / load;
        }
    }

    public readonly ForecastScore ToScore(ForecastSizing policy, BacktestReport watched, BacktestReport acted, int changes) =>
        new(policy, watched.Trace)
        {
            Count = _count,
            MeanAbsoluteError = _absolute / _count,
            RootMeanSquareError = Math.Sqrt(_squares / _count),
            MeanAbsolutePercentError = _percent / _loaded,
            Bias = _sum / _count,
            PinballLoss = _pinball / _count,
            Skill = 1 - (_absolute / _naive),
            HypotheticalChangeCount = changes,
            ForecastOnlyReport = watched,
            ScalingReport = acted,
        };
}
