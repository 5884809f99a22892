namespace Scalewright.Agents.Services;

/// <summary>Reads a value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="reader">Reader at the first token of the value; afterwards at its last.</param>
/// <exception cref="JsonException">The value has another type.</exception>
public delegate T JsonValueReader<out T>(ref Utf8JsonReader reader);
