namespace Scalewright.Agents.Wire;

/// <summary>Bytes that a command wrote.</summary>
/// <param name="IsError">Whether to standard error.</param>
/// <param name="Start">Where in that stream they begin.</param>
/// <param name="Bytes">The bytes; valid until the taker returns.</param>
internal readonly record struct OutputPiece(bool IsError, long Start, ReadOnlyMemory<byte> Bytes);
