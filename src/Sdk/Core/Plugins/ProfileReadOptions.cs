using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>How profiles are read. The defaults are strict.</summary>
public sealed record ProfileReadOptions
{
    /// <summary>The strict defaults with all plugins of the program.</summary>
    public static ProfileReadOptions Default { get; } = new();

    /// <summary>How large the file may be.</summary>
    public ReadLimits ReadLimits { get; init; } = ReadLimits.Default;

    /// <summary>How large a profile may be.</summary>
    public ProfileLimits Limits { get; init; } = ProfileLimits.Default;

    /// <summary>True when scripts, images and file systems may lie outside of the profile's folder; default false.</summary>
    public bool AllowExternalFiles { get; init; }

    /// <summary>The plugins to choose from; null: <see cref="ScalePlugins.All"/>.</summary>
    public PluginList? Plugins { get; init; }

    internal PluginList KnownPlugins => Plugins ?? ScalePlugins.All;
}
