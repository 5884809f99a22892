namespace Scalewright.Documents;

/// <summary>One of several files that are read as one configuration.</summary>
/// <param name="Source">The file as the caller names it, for messages.</param>
/// <param name="Utf8">Its bytes.</param>
public sealed record ConfigFile(string Source, ReadOnlyMemory<byte> Utf8);
