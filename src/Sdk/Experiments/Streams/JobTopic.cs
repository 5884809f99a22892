namespace Scalewright.Experiments.Streams;

/// <summary>A topic of the message broker. Records are queued in it until a source reads them.</summary>
/// <param name="Name">Name of the topic.</param>
/// <param name="Partitions">Number of partitions, at least 1. Additional instances of a source are idle.</param>
[DocumentRecord]
public sealed record JobTopic([property: DocumentField(Advice = "the name of the topic")] string Name, int Partitions = 1);
