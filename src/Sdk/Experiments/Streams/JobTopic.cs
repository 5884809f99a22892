namespace Scalewright.Experiments.Streams;

/// <summary>A topic of the brokers: records wait in it until a source takes them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many parts it has, 1 or more; more instances of a source than these have nothing to do.</param>
public sealed record JobTopic(string Name, int Partitions = 1);
