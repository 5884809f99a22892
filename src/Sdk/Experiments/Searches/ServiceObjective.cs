using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Searches;

/// <summary>Service level objective of a run.</summary>
public sealed record ServiceObjective
{
    /// <summary>Maximum growth of the lag in records per second (least squares). Default 0.</summary>
    public double LagTrendMax { get; init; }

    /// <summary>Maximum mean latency. Default null: no limit.</summary>
    public TimeSpan? LatencyMax { get; init; }

    /// <summary>Time after the start that is excluded. Default 60 seconds.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Indicates whether a run meets the objective. A run that is not completed never does.</summary>
    /// <param name="run">The run.</param>
    public bool IsMet(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Outcome == RunOutcome.Completed
            && LagTrend(run) <= LagTrendMax
            && (LatencyMax is not { } most || Mean(run.Find("latency")) <= most.TotalSeconds);
    }

    /// <summary>Returns the least-squares slope of the lag in records per second; NaN below two samples.</summary>
    /// <param name="run">The run.</param>
    public double LagTrend(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        SeriesData lag = run.Find("lag");
        (double count, double times, double values, double squares, double products) = (0, 0, 0, 0, 0);
        for (int index = 0; index < lag.Times.Length; index++)
        {
            double at = lag.Times[index] - WarmUp.TotalSeconds;
            if (at > 0)
            {
                (count, times, values) = (count + 1, times + at, values + lag.Values[index]);
                (squares, products) = (squares + (at * at), products + (at * lag.Values[index]));
            }
        }

        double spread = (count * squares) - (times * times);
        return spread > 0 ? ((count * products) - (times * values)) / spread : double.NaN;
    }

    private double Mean(SeriesData data)
    {
        (double sum, int count) = (0, 0);
        for (int index = 0; index < data.Times.Length; index++)
        {
            (sum, count) = data.Times[index] > WarmUp.TotalSeconds && double.IsFinite(data.Values[index]) ? (sum + data.Values[index], count + 1) : (sum, count);
        }

        return sum / count;
    }
}
