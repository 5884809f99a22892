using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Registered plugin, as found by the generator at compile time.</summary>
/// <param name="Name">Name that profiles use.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Create">Creates the plugin.</param>
public sealed record PluginEntry(string Name, string Version, Func<ScalePlugin> Create)
{
    /// <summary>Reason for the deprecation. Null: not deprecated.</summary>
    public string? DeprecationReason { get; init; }

    /// <summary>Reader of the options. Null: the plugin has no options.</summary>
    public OptionsBinder? Options { get; init; }

    /// <summary>Returns <c>name@version</c>.</summary>
    public override string ToString() => $"{Name}@{Version}";

    /// <summary>
    /// Adds the default options if the profile has none of this plugin. Otherwise checks its options, unless errors
    /// were already reported.
    /// </summary>
    internal Profile Complete(Profile profile, ProblemList problems)
    {
        if (Options is { } binder && (profile.Options is null || profile.Options.GetType() != binder.OptionsType))
        {
            return profile with { Options = binder.Bind(DocumentMap.Empty, problems) };
        }

        if (!problems.HasErrors)
        {
            CheckOptions(profile, problems);
        }

        return profile;
    }

    internal void CheckOptions(Profile profile, ProblemList problems)
    {
        if (profile.Options is { } options && Options is { } binder && options.GetType() == binder.OptionsType)
        {
            binder.Check(options, problems);
        }
    }
}
