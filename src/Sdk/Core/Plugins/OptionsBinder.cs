using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>
/// Reads the options of a plugin from a profile. Usually implemented by generated code; derive from this class only to
/// bind manually.
/// </summary>
public abstract class OptionsBinder
{
    /// <summary>Type of the options record.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>Profile keys of the plugin, with dots for nested maps.</summary>
    public abstract ValueList<string> Keys { get; }

    /// <summary>
    /// JSON schema of the options: an object with <c>type</c>, <c>properties</c> and <c>required</c>. It may refer to
    /// <c>#/$defs/network</c> of <see cref="ProfileSchema"/>.
    /// </summary>
    public abstract string Schema { get; }

    /// <summary>Reads the options. Reports each unknown, missing or invalid key with its position.</summary>
    /// <param name="profile">Map of the profile. <see cref="DocumentMap.Empty"/> for the defaults.</param>
    /// <param name="problems">Receives the problems.</param>
    /// <returns>The options, which are unusable if problems were reported.</returns>
    public abstract PluginOptions Bind(DocumentMap profile, ProblemList problems);

    /// <summary>
    /// Checks options set in code and reports values that a profile file could not contain. The default implementation
    /// accepts all values.
    /// </summary>
    /// <param name="options">The options, of <see cref="OptionsType"/>.</param>
    /// <param name="problems">Receives the problems.</param>
    public virtual void Check(PluginOptions options, ProblemList problems) { }
}
