namespace Scalewright.Documents;

/// <summary>A file that is merged with others into one configuration.</summary>
/// <param name="Source">Name of the file in messages.</param>
/// <param name="Utf8">Content as UTF-8.</param>
public sealed record ConfigFile(string Source, ReadOnlyMemory<byte> Utf8);
