namespace Scalewright.Experiments.Streams;

internal static class FlowReadings
{
    /// <summary>Returns the mean of readings with the current status and instances, otherwise the last one.</summary>
    /// <param name="readings">Readings over intervals of equal length, oldest first, at least one.</param>
    public static FlowReading Mean(IReadOnlyList<FlowReading> readings)
    {
        FlowReading last = readings[^1];
        FlowReading[] alike =
        [
            .. readings.Where(reading =>
                reading.Status == FlowStatus.Running && reading.RestartCount == last.RestartCount && IsAlike(reading, last)
            ),
        ];

        // The first of them includes the start.
        alike = alike.Length > 2 ? alike[1..] : alike;
        if (alike.Length == 0)
        {
            return last;
        }

        LatencyDistribution? latency = Merge(alike, reading => reading.Latency);
        double seconds = alike.Average(reading => reading.LatencySeconds);
        return last with
        {
            ArrivalsPerSecond = alike.Average(reading => reading.ArrivalsPerSecond),
            Throughput = alike.Average(reading => reading.Throughput),
            LatencySeconds = latency is { Count: > 0 } ? latency.MeanSeconds : seconds,
            Latency = latency,
            Operators =
            [
                .. last.Operators.Select(
                    (reading, index) =>
                        reading with
                        {
                            RecordsPerSecond = alike.Average(reading => reading.Operators[index].RecordsPerSecond),
                            BusyMs = alike.Average(reading => reading.Operators[index].BusyMs),
                            BackpressuredMs = alike.Average(reading => reading.Operators[index].BackpressuredMs),
                            ArrivalsPerSecond = alike.Average(reading => reading.Operators[index].ArrivalsPerSecond),
                            Latency = Merge(alike, reading => reading.Operators[index].Latency),
                        }
                ),
            ],
        };
    }

    /// <summary>Returns the reading of a job that cannot be measured.</summary>
    public static FlowReading Unknown(StreamJob job, TimeSpan at, int restarts) =>
        new(at, FlowStatus.Restarting)
        {
            Operators = [.. job.Operators.Select(jobOperator => new OperatorReading(jobOperator.Name, [1]))],
            ArrivalsPerSecond = double.NaN,
            Lag = double.NaN,
            LatencySeconds = double.NaN,
            RestartCount = restarts,
        };

    private static LatencyDistribution? Merge(FlowReading[] readings, Func<FlowReading, LatencyDistribution?> selector)
    {
        LatencyDistribution all = LatencyDistribution.Merge(readings.Select(selector).OfType<LatencyDistribution>());
        return all.Count > 0 ? all : selector(readings[^1]);
    }

    private static bool IsAlike(FlowReading left, FlowReading right) =>
        left.Operators.Count == right.Operators.Count
        && left.Operators.Zip(right.Operators).All(pair => pair.First.Shares.Count == pair.Second.Shares.Count);
}
