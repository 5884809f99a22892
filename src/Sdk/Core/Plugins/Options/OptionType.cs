namespace Scalewright.Plugins.Options;

/// <summary>Reads a value of one type. Reports a problem for any other value.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="node">The value as written.</param>
/// <param name="value">The parsed value. Not null if the result is true and the type is not nullable.</param>
/// <returns>True if the value was read.</returns>
public delegate bool OptionType<T>(OptionNode node, out T? value);
