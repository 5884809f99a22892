namespace Scalewright.Agents.Services;

/// <summary>Reads a value.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="reader">At the first token of the value; afterwards at its last.</param>
/// <exception cref="JsonException">It is another.</exception>
public delegate T ServiceReader<out T>(ref Utf8JsonReader reader);
