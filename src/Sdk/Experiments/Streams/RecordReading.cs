namespace Scalewright.Experiments.Streams;

/// <summary>Metrics of an operator in a record simulation.</summary>
/// <param name="Name">Name of the operator.</param>
/// <param name="Records">Number of records started in the measured time.</param>
/// <param name="RecordsPerSecond">Processed records per second.</param>
/// <param name="WaitSeconds">Mean wait time in seconds.</param>
/// <param name="BusyRatio">Mean ratio of busy time of an instance. The whole time of each started record
/// counts.</param>
public sealed record RecordReading(
    string Name, long Records, double RecordsPerSecond, double WaitSeconds, double BusyRatio);
