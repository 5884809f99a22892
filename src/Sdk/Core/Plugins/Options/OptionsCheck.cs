namespace Scalewright.Plugins.Options;

/// <summary>Checks the options of one record that was made in code. Used by generated binders.</summary>
/// <param name="problems">Receives the problems.</param>
/// <param name="path">Path of the record. Empty for a plugin's options.</param>
public sealed class OptionsCheck(ProblemList problems, string path = "")
{
    /// <summary>Checks one option.</summary>
    /// <typeparam name="T">Type of the option.</typeparam>
    /// <param name="key">Key of the option. Dots address nested maps.</param>
    /// <param name="value">Value of the option.</param>
    /// <param name="check">Check of the value.</param>
    public void Check<T>(string key, T value, OptionCheck<T> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check(value, path.Length == 0 ? key : $"{path}.{key}", problems);
    }
}
