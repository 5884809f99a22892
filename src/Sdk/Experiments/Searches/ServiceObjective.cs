using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Searches;

/// <summary>When a run is good enough.</summary>
public sealed record ServiceObjective
{
    /// <summary>Records a second by which what waits may grow, by the least squares of the samples; default 0.</summary>
    public double LagTrendMax { get; init; }

    /// <summary>The largest latency on average; null, the default: it does not count.</summary>
    public TimeSpan? LatencyMax { get; init; }

    /// <summary>Time from the beginning that does not count; default 60 s.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a run is good enough; one that did not complete never is.</summary>
    /// <param name="run">The run.</param>
    public bool IsMet(RunHistory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Outcome == RunOutcome.Completed
            && LagTrend(run) <= LagTrendMax
            && (LatencyMax is not { } most || Mean(run.Find("latency")) <= most.TotalSeconds);
    }

    /// <summary>Records a second by which what waits grows in a run: the slope of least squares; not a number for fewer than two samples.</summary>
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
