namespace Scalewright.Experiments.Streams;

/// <summary>Readings one after another as one.</summary>
internal static class FlowReadings
{
    /// <summary>The mean of those in which the job ran as it does now; the last one when there is none but that.</summary>
    /// <param name="readings">Readings over times of one length, oldest first, at least one.</param>
    public static FlowReading Mean(IReadOnlyList<FlowReading> readings)
    {
        FlowReading last = readings[^1];
        FlowReading[] alike = [.. readings.Where(reading => reading.Status == FlowStatus.Running && reading.Restarts == last.Restarts && IsAlike(reading, last))];

        // The first of them has the start in it.
        alike = alike.Length > 2 ? alike[1..] : alike;
        return alike.Length == 0 ? last : last with
        {
            ArrivalsPerSecond = alike.Average(reading => reading.ArrivalsPerSecond),
            Throughput = alike.Average(reading => reading.Throughput),
            LatencySeconds = alike.Average(reading => reading.LatencySeconds),
            Operators = [.. last.Operators.Select((item, index) => item with
            {
                RecordsPerSecond = alike.Average(reading => reading.Operators[index].RecordsPerSecond),
                BusyMs = alike.Average(reading => reading.Operators[index].BusyMs),
                BackpressuredMs = alike.Average(reading => reading.Operators[index].BackpressuredMs),
                ArrivalsPerSecond = alike.Average(reading => reading.Operators[index].ArrivalsPerSecond),
            })],
        };
    }

    private static bool IsAlike(FlowReading one, FlowReading other) =>
        one.Operators.Count == other.Operators.Count && one.Operators.Zip(other.Operators).All(pair => pair.First.Shares.Count == pair.Second.Shares.Count);
}
