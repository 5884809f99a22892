namespace Scalewright.Plugins;

/// <summary>File that a plugin writes for a node.</summary>
/// <param name="Path">Path below the node's folder, with <c>/</c>: <c>1/config.xml</c>.</param>
/// <param name="Write">Writes the content.</param>
public sealed record NodeFile(string Path, Action<IBufferWriter<byte>> Write);
