namespace Scalewright.Experiments.Reports;

/// <summary>Finds the interruptions of a point.</summary>
internal static class Interruptions
{
    /// <summary>Returns the interruptions in chronological order.</summary>
    /// <param name="runs">Completed runs, each with its samples after the warm-up.</param>
    public static ValueList<Interruption> Find(IEnumerable<(RunHistory Run, ValueList<StatedSample> Samples)> runs) =>
        [
            .. runs.SelectMany(entry => Find(entry.Run, entry.Samples))
                .GroupBy(finding => (finding.Kind, finding.Order))
                .Select(group => new Interruption(
                    TimeSpan.FromSeconds(group.Average(finding => finding.At)),
                    group.Key.Kind,
                    group.First().Cause
                )
                {
                    DownSeconds = Statistics(group.Select(finding => finding.Down)),
                    Waiting = Statistics(group.Select(finding => finding.Lag)),
                    CatchUpSeconds = Statistics(group.Select(finding => finding.CatchUp)),
                    WorstLatency = group.Max(finding => finding.Latency),
                })
                .Where(interruption => interruption.CatchUpSeconds.Mean > 0)
                .OrderBy(interruption => interruption.At),
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
        HistoryEvent[] events = [.. run.Events.Where(historyEvent => historyEvent.Kind is "scale" or "fault")];
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int index = 0; index < events.Length; index++)
        {
            HistoryEvent historyEvent = events[index];
            int number = counts[historyEvent.Kind] = counts.GetValueOrDefault(historyEvent.Kind) + 1;
            double at = historyEvent.At.TotalSeconds;
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
            yield return new Found(at, historyEvent.Kind, number, historyEvent.Text)
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

    /// <summary>An event of one run and its effect, which ends when the job keeps up again.</summary>
    /// <param name="At">Time of the event in seconds since the start of the load.</param>
    /// <param name="Order">Number of the event among those of its kind, from 1.</param>
    private sealed record Found(double At, string Kind, int Order, string Cause)
    {
        /// <summary>Time in seconds in which no instance was running.</summary>
        public double Down { get; init; }

        /// <summary>Maximum number of records that waited.</summary>
        public double Lag { get; init; }

        /// <summary>Time in seconds from the event until the job kept up again; 0 without an effect, infinite if the run
        /// ended before.</summary>
        public double CatchUp { get; init; }

        /// <summary>Maximum latency in seconds; NaN if unknown.</summary>
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
