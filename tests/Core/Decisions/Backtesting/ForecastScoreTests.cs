namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Forecast errors as defined by Hyndman and Athanasopoulos, calculated by hand.</summary>
public class ForecastScoreTests
{
    private static readonly TimeSpan Five = TimeSpan.FromMinutes(5);

    private static readonly LoadTrace Trace = new("steps", Five, [10, 20, 10, 20, 12, 18]);

    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        InitialNodes = 2,
        BootDelay = TimeSpan.Zero,
    };

    private static readonly ForecastSizing Policy = new()
    {
        Metric = BacktestModel.LoadMetric,
        Target = 10,
        Step = Five,
        Forecaster = new SeasonalNaive { Season = 2 },
    };

    [Fact]
    public void Forecast_errors_are_measured_only_for_steps_with_a_forecast()
    {
        ForecastScore score = ForecastScore.Evaluate(Policy, Trace, Model);

        // Forecast 10, 20, 10, 20 and actual 10, 20, 12, 18; the preceding values were 20, 10, 20, 12.
        score.Count.ShouldBe(4);
        score.MeanAbsoluteError.ShouldBe(1, 1e-12);
        score.RootMeanSquareError.ShouldBe(Math.Sqrt(2), 1e-12);
        score.MeanAbsolutePercentError.ShouldBe(100 * ((2 / 12.0) + (2 / 18.0)) / 4, 1e-12);
        score.Bias.ShouldBe(0, 1e-12);
        score.PinballLoss.ShouldBe(((0.9 * 2) + (0.1 * 2)) / 4, 1e-12);
        score.Skill.ShouldBe(1 - (1 / 8.5), 1e-12);
    }

    [Fact]
    public void A_score_counts_hypothetical_changes_and_costs_actual_scaling()
    {
        ForecastScore score = ForecastScore.Evaluate(Policy, Trace, Model);

        score.ForecastOnlyReport.ChangeCount.ShouldBe(0);
        score.HypotheticalChangeCount.ShouldBe(2, "it expects 10, 20, 10, 20 and there are always 2 nodes: 1 is wanted twice");
        score.ForecastOnlyReport.Decisions.Select(decision => decision.UncorrectedSize).ShouldBe([2, 2, 1, 2, 1, 2]);
        score.ScalingReport.Steps.Select(step => step.DesiredCount).ShouldBe([2, 2, 1, 2, 1, 2]);
        score.ScalingReport.Cost.ShouldBeLessThan(score.ForecastOnlyReport.Cost);
    }

    [Fact]
    public void A_forecast_several_steps_ahead_is_compared_with_the_load_of_its_target_step()
    {
        LoadTrace fine = new("fine", TimeSpan.FromMinutes(1), Enumerable.Range(0, 60).Select(minute => (double)(minute / 5)).ToValueList());
        ForecastSizing flat = Policy with
        {
            StepsAhead = 3,
            Forecaster = new SeasonalNaive { Season = 1 },
        };

        ForecastScore score = ForecastScore.Evaluate(flat, fine, Model);

        // The load rises by one in each step of five minutes, observed from its last minute. The last observed value is
        // three less than the next one.
        score.Bias.ShouldBe(-3, 0.35);
        score.Skill.ShouldBe(0, 1e-9, "the last value is what a season of 1 expects");
    }

    [Fact]
    public void A_trace_shorter_than_a_season_has_no_score()
    {
        ForecastScore score = ForecastScore.Evaluate(Policy with { Forecaster = new HoltWinters { Season = 100 } }, Trace, Model);

        score.Count.ShouldBe(0);
        score.MeanAbsoluteError.ShouldBe(double.NaN);
        score.ScalingReport.ChangeCount.ShouldBe(0);
    }

    [Fact]
    public void A_forecast_of_a_metric_other_than_the_load_is_rejected() =>
        Should
            .Throw<DecisionException>(() => ForecastScore.Evaluate(Policy with { Metric = "other" }, Trace, Model))
            .Problems.Single()
            .Field.ShouldBe("metric");

    [Fact]
    public void Forecast_scaling_holds_the_size_while_readings_are_stale()
    {
        BacktestModel blind = Model with { Outages = [new MetricOutage(Five * 3, Five * 2, MetricState.Stale)] };

        BacktestReport report = Backtest.Run(Policy with { IsScalingEnabled = true }, Trace, blind);

        report.Steps.Select(step => step.DesiredCount).ShouldBe([2, 2, 1, 1, 1, 2]);
        report.Decisions.Select(decision => decision.Cause).ToArray()[3..5].ShouldAllBe(cause => cause == DecisionCause.MetricStale);
    }
}
