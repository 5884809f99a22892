namespace Scalewright.Experiments.Reports;

/// <summary>Finds the interruptions of a point.</summary>
internal static class Interruptions
{
    /// <summary>Returns the interruptions in chronological order.</summary>
    /// <param name="runs">Completed runs, each with its samples after the warm-up.</param>
    public static ValueList<Interruption> Find(IEnumerable<(RunHistory Run, ValueList<StatedSample> Samples)> runs) =>
        [
            .. runs.SelectMany(entry => Find(entry.Run, entry.Samples))
                .GroupBy(item => (item.Kind, item.Order))
                .Select(group => new Interruption(TimeSpan.FromSeconds(group.Average(item => item.At)), group.Key.Kind, group.First().Cause)
                {
                    DownSeconds = Statistics(group.Select(item => item.Down)),
                    Waiting = Statistics(group.Select(item => item.Lag)),
                    CatchUpSeconds = Statistics(group.Select(item => item.CatchUp)),
                    WorstLatency = group.Max(item => item.Latency),
                })
                .Where(item => item.CatchUpSeconds.Mean > 0)
                .OrderBy(item => item.At),
        ];

    private static SampleStatistics Statistics(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Array.Exists(all, double.IsInfinity)
            ? new SampleStatistics(all.Length, double.PositiveInfinity, double.NaN)
            : SampleStatistics.FromValues(all);
    }

    private static IEnumerable<Found> Find(RunHistory run, ValueList<StatedSample> samples)
    {
        HistoryEvent[] events = [.. run.Events.Where(item => item.Kind is "scale" or "fault")];
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int index = 0; index < events.Length; index++)
        {
            HistoryEvent item = events[index];
            int order = counts[item.Kind] = counts.GetValueOrDefault(item.Kind) + 1;
            double at = item.At.TotalSeconds;
            double next = index + 1 < events.Length ? events[index + 1].At.TotalSeconds : double.PositiveInfinity;
            StatedSample[] after = [.. samples.SkipWhile(sample => sample.At <= at)];
            if (after.Length == 0 || after[0].At - after[0].Seconds > at)
            {
                continue;
            }

            // The effect begins before the next event; it can end after it.
            int first = Array.FindIndex(after, sample => sample.State != SampleState.KeepingUp);
            bool isAffected = first >= 0 && after[first].At - after[first].Seconds < next;
            int last = isAffected ? Array.FindIndex(after, first, sample => sample.State == SampleState.KeepingUp) : 0;
            int end = last < 0 ? after.Length : last;
            StatedSample[] affected = isAffected ? after[first..end] : [];
            yield return new Found(at, item.Kind, order, item.Text)
            {
                Down = affected.Where(sample => sample.State == SampleState.Down).Sum(sample => sample.Seconds),
                Lag = affected.Select(sample => sample.Lag).DefaultIfEmpty().Max(),
                CatchUp = GetCatchUp(after, affected, last, at),
                Latency = affected.Select(GetMax).DefaultIfEmpty(double.NaN).Max(),
            };
        }
    }

    private static double GetCatchUp(StatedSample[] after, StatedSample[] affected, int last, double at)
    {
        if (affected.Length == 0)
        {
            return 0;
        }

        return last < 0 ? double.PositiveInfinity : after[last].At - at;
    }

    private static double GetMax(StatedSample sample) => sample.Latency?.MaxSeconds ?? sample.MeanLatency;

    private sealed record Found(double At, string Kind, int Order, string Cause)
    {
        public double Down { get; init; }

        public double Lag { get; init; }

        public double CatchUp { get; init; }

        public double Latency { get; init; }
    }
}

/// <summary>A change of scale or a fault after which the job did not keep up: means over runs.</summary>
/// <param name="At">Time since the start of the load.</param>
/// <param name="Kind"><c>scale</c> or <c>fault</c>.</param>
/// <param name="Cause">Description of the event.</param>
internal sealed record Interruption(TimeSpan At, string Kind, string Cause)
{
    /// <summary>Time in which no instance was running.</summary>
    public SampleStatistics DownSeconds { get; init; }

    /// <summary>Maximum number of records that waited.</summary>
    public SampleStatistics Waiting { get; init; }

    /// <summary>Time from the event until the job kept up again. Infinite if a run ended before.</summary>
    public SampleStatistics CatchUpSeconds { get; init; }

    /// <summary>Maximum latency in seconds; NaN if unknown.</summary>
    public double WorstLatency { get; init; } = double.NaN;
}
