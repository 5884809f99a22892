using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Reads one plugin's options from a profile. Written by the generator; derive from it only to bind by hand.</summary>
public abstract class OptionsBinder
{
    /// <summary>The record that is read.</summary>
    public abstract Type OptionsType { get; }

    /// <summary>The keys of a profile that belong to the plugin, with dots for nested maps.</summary>
    public abstract ValueList<string> Keys { get; }

    /// <summary>
    /// JSON schema of the options: an object with <c>type</c>, <c>properties</c> and <c>required</c>. It may refer to
    /// <c>#/$defs/network</c>, which <see cref="ProfileSchema"/> defines.
    /// </summary>
    public abstract string Schema { get; }

    /// <summary>Reads the options; notes a problem with its place for each key that is unknown, missing, of a wrong type or out of range.</summary>
    /// <param name="profile">The profile's map as read; <see cref="DocumentMap.Empty"/> for the defaults.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The options; of no use when problems were noted.</returns>
    public abstract PluginOptions Bind(DocumentMap profile, ProblemList problems);

    /// <summary>Checks options that were set in code; notes a problem for each value that a profile could not have. Unless overridden, all are fine.</summary>
    /// <param name="options">The options, of <see cref="OptionsType"/>.</param>
    /// <param name="problems">Where problems go.</param>
    public virtual void Check(PluginOptions options, ProblemList problems)
    {
    }
}
