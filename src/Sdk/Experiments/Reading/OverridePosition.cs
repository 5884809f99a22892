namespace Scalewright.Experiments.Reading;

/// <summary>Position of an overriding value.</summary>
/// <param name="Source">The file, as the caller named it.</param>
/// <param name="Position">Position in the file.</param>
public sealed record OverridePosition(string Source, TextPosition Position);
