using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>A registered plugin: what the generator found at compile time.</summary>
/// <param name="Name">Name that profiles use.</param>
/// <param name="Version">Exact version.</param>
/// <param name="Create">Makes the plugin.</param>
public sealed record PluginEntry(string Name, string Version, Func<ScalePlugin> Create)
{
    /// <summary>Why not to use this version any more; null: not deprecated.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Reads its options; null: it has none.</summary>
    public OptionsBinder? Options { get; init; }

    /// <summary><c>name@version</c>.</summary>
    public override string ToString() => $"{Name}@{Version}";

    /// <summary>A profile with this plugin's options: those it has, else the defaults. Options that were read with errors are not checked again.</summary>
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

    /// <summary>Checks options of this plugin that were set in code.</summary>
    internal void CheckOptions(Profile profile, ProblemList problems)
    {
        if (profile.Options is { } options && Options is { } binder && options.GetType() == binder.OptionsType)
        {
            binder.Check(options, problems);
        }
    }
}
