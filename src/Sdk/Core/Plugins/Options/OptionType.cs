namespace Scalewright.Plugins.Options;

/// <summary>Reads a value of one type; notes a problem when the value is something else.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="node">The value as written.</param>
/// <param name="value">The value as read; not null when the result is true and the type knows no null.</param>
/// <returns>True when it was read.</returns>
public delegate bool OptionType<T>(OptionNode node, out T? value);
