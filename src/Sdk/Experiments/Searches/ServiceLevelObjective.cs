using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Searches;

/// <summary>Service level objective of a run.</summary>
public sealed record ServiceLevelObjective
{
    /// <summary>Maximum growth of the lag in records per second (least squares). Default 0.</summary>
    public double MaxLagTrend { get; init; }

    /// <summary>Maximum mean latency. Default null: no limit.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>Time after the start that is excluded. Default 60 seconds.</summary>
    public TimeSpan WarmUpPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Indicates whether a run meets the objective. A run that did not complete never meets it.</summary>
    /// <param name="run">The run.</param>
    public bool IsMet(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Outcome == RunOutcome.Completed
            && GetLagTrend(run) <= MaxLagTrend
            && (MaxLatency is not { } most || Mean(run.Find("latency")) <= most.TotalSeconds);
    }

    /// <summary>Returns the least-squares slope of the lag in records per second; NaN below two samples.</summary>
    /// <param name="run">The run.</param>
    public double GetLagTrend(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        SeriesData lag = run.Find("lag");
        (double count, double times, double values, double squares, double products) = (0, 0, 0, 0, 0);
        for (int index = 0; index < lag.Times.Length; index++)
        {
            double at = lag.Times[index] - WarmUpPeriod.TotalSeconds;
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
            (sum, count) = data.Times[index] > WarmUpPeriod.TotalSeconds && double.IsFinite(data.Values[index])
                ? (sum + data.Values[index], count + 1)
                : (sum, count);
        }

        return sum / count;
    }
}
