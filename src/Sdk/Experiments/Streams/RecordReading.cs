namespace Scalewright.Experiments.Streams;

/// <summary>What records met at an operator.</summary>
/// <param name="Name">The operator.</param>
/// <param name="Records">How many were begun in the time that counts.</param>
/// <param name="RecordsPerSecond">How many were done in a second.</param>
/// <param name="WaitSeconds">Seconds before their turn, on average.</param>
/// <param name="Busy">Part of the time that an instance was busy, on average; what was begun counts whole.</param>
public sealed record RecordReading(string Name, long Records, double RecordsPerSecond, double WaitSeconds, double Busy);
