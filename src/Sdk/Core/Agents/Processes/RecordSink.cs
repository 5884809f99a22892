namespace Scalewright.Agents.Processes;

/// <summary>Takes one record: its bytes, without the end of the line, and whether the line ends with it.</summary>
internal delegate void RecordSink(ReadOnlySpan<byte> text, bool isWhole);
