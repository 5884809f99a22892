namespace Scalewright.Plugins.Options;

/// <summary>Checks an option that was set in code. Reports values that a profile file could not contain.</summary>
/// <typeparam name="T">Type of the option.</typeparam>
/// <param name="value">The value.</param>
/// <param name="field">Path of the option, for example <c>disks[0].size</c>.</param>
/// <param name="problems">Receives the problems.</param>
public delegate void OptionCheck<in T>(T value, string field, ProblemList problems);
