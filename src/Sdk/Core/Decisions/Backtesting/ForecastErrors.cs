using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Adds up how far forecasts were off.</summary>
internal struct ForecastErrors
{
    private int _count;
    private int _loaded;
    private double _absolute;
    private double _squares;
    private double _percent;
    private double _sum;
    private double _pinball;
    private double _naive;

    /// <param name="forecast">What was expected; not a number while nothing was.</param>
    /// <param name="load">What came.</param>
    /// <param name="naive">What came last before the forecast.</param>
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

    public readonly ForecastScore ToScore(ForecastSizing policy, BacktestReport watched, BacktestReport acted, int changes) => new(policy, watched.Trace)
    {
        Count = _count,
        MeanAbsoluteError = _absolute / _count,
        RootMeanSquareError = Math.Sqrt(_squares / _count),
        MeanAbsolutePercentError = _percent / _loaded,
        Bias = _sum / _count,
        PinballLoss = _pinball / _count,
        Skill = 1 - (_absolute / _naive),
        WouldChangeCount = changes,
        Watched = watched,
        Acted = acted,
    };
}
