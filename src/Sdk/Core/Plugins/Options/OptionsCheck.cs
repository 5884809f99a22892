namespace Scalewright.Plugins.Options;

/// <summary>Checks the options of one record that was made in code. Used by generated binders.</summary>
/// <param name="problems">Where problems go.</param>
/// <param name="path">The record's own path; empty for a plugin's options.</param>
public sealed class OptionsCheck(ProblemList problems, string path = "")
{
    /// <summary>Checks one option.</summary>
    /// <typeparam name="T">The option's type.</typeparam>
    /// <param name="key">Its key; dots lead into nested maps.</param>
    /// <param name="value">Its value.</param>
    /// <param name="check">How to check it.</param>
    public void Check<T>(string key, T value, OptionCheck<T> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check(value, path.Length == 0 ? key : $"{path}.{key}", problems);
    }
}
