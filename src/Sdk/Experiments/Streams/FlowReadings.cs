namespace Scalewright.Experiments.Streams;

internal static class FlowReadings
{
    /// <summary>Returns the mean of readings with the current status and instances, otherwise the last one.</summary>
    /// <param name="readings">Readings over intervals of equal length, oldest first, at least one.</param>
    public static FlowReading Mean(IReadOnlyList<FlowReading> readings)
    {
        FlowReading last = readings[^1];
        FlowReading[] alike = [.. readings.Where(reading => reading.Status == FlowStatus.Running
            && reading.RestartCount == last.RestartCount
            && IsAlike(reading, last))];

        // The first of them includes the start.
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
        one.Operators.Count == other.Operators.Count
        && one.Operators.Zip(other.Operators).All(pair => pair.First.Shares.Count == pair.Second.Shares.Count);
}
