namespace Scalewright.Agents.Services;

/// <summary>Writes a value, or the elements of an open array.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="writer">Receives the JSON.</param>
/// <param name="value">The value.</param>
public delegate void JsonValueWriter<in T>(Utf8JsonWriter writer, T value);
