namespace Scalewright.Agents;

/// <summary>How far the transfer of a file is.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Path">The file, as an absolute path of the node.</param>
/// <param name="ByteCount">Bytes that have gone so far. Fewer than before when the connection broke and the transfer began anew.</param>
/// <param name="Length">All bytes; null while that is not known.</param>
public sealed record FileProgress(string Node, string Path, long ByteCount, long? Length);
