namespace Scalewright.Agents.Services;

/// <summary>Writes a value, or the elements of an array that is open.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="writer">Takes it.</param>
/// <param name="value">The value.</param>
public delegate void ServiceWriter<in T>(Utf8JsonWriter writer, T value);
