namespace Scalewright.Experiments.Searches;

/// <summary>Service level objective of a run.</summary>
public sealed record ServiceLevelObjective
{
    /// <summary>Maximum growth of the lag in records per second (least squares). Default 0.</summary>
    public double MaxLagTrend { get; init; }

    /// <summary>Maximum mean latency. Default null: no limit.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>Time after the start whose samples are excluded. Default 60 seconds.</summary>
    public TimeSpan WarmUpPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Indicates whether a run meets the objective. A run that did not complete never meets it.</summary>
    /// <param name="run">The run.</param>
    public bool IsMet(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Outcome == RunOutcome.Completed
            && GetLagTrend(run) <= MaxLagTrend
            && (MaxLatency is not { } limit || Mean(run.Find("latency")) <= limit.TotalSeconds);
    }

    /// <summary>
    /// Returns the least-squares slope of the lag in records per second; NaN with fewer than two samples.
    /// </summary>
    /// <param name="run">The run.</param>
    public double GetLagTrend(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        SeriesData lag = run.Find("lag");
        (double count, double times, double values, double squares, double products) = (0, 0, 0, 0, 0);
        for (int index = 0; index < lag.Times.Length; index++)
        {
            double seconds = lag.Times[index] - WarmUpPeriod.TotalSeconds;
            if (seconds > 0)
            {
                (count, times, values) = (count + 1, times + seconds, values + lag.Values[index]);
                (squares, products) = (squares + (seconds * seconds), products + (seconds * lag.Values[index]));
            }
        }

        double denominator = (count * squares) - (times * times);
        return denominator > 0 ? ((count * products) - (times * values)) / denominator : double.NaN;
    }

    private double Mean(SeriesData data)
    {
        (double sum, int count) = (0, 0);
        for (int index = 0; index < data.Times.Length; index++)
        {
            (sum, count) =
                data.Times[index] > WarmUpPeriod.TotalSeconds && double.IsFinite(data.Values[index])
                    ? (sum + data.Values[index], count + 1)
                    : (sum, count);
        }

        return sum / count;
    }
}
