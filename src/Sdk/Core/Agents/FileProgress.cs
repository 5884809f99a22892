namespace Scalewright.Agents;

/// <summary>Progress of a file transfer.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Path">Absolute path on the node.</param>
/// <param name="ByteCount">Bytes transferred so far. Decreases when the transfer restarts after a broken
/// connection.</param>
/// <param name="Length">Total number of bytes; null while unknown.</param>
public sealed record FileProgress(string Node, string Path, long ByteCount, long? Length);
