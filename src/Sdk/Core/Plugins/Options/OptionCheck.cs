namespace Scalewright.Plugins.Options;

/// <summary>Checks an option that was set in code; notes a problem when a profile that is read could not have that value.</summary>
/// <typeparam name="T">The option's type.</typeparam>
/// <param name="value">The value.</param>
/// <param name="field">Its path, as in <c>disks[0].size</c>.</param>
/// <param name="problems">Where problems go.</param>
public delegate void OptionCheck<in T>(T value, string field, ProblemList problems);
