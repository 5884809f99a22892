using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Options for reading profiles. The defaults are strict.</summary>
public sealed record ProfileReadOptions
{
    /// <summary>Strict defaults with all plugins of the program.</summary>
    public static ProfileReadOptions Default { get; } = new();

    /// <summary>Size limits of the file.</summary>
    public ReadLimits ReadLimits { get; init; } = ReadLimits.Default;

    /// <summary>Size limits of a profile.</summary>
    public ProfileLimits Limits { get; init; } = ProfileLimits.Default;

    /// <summary>True if scripts, images and file systems may be outside the profile's folder. Default false.</summary>
    public bool AllowExternalFiles { get; init; }

    /// <summary>Available plugins. Null: <see cref="ScalePlugins.All"/>.</summary>
    public PluginList? Plugins { get; init; }

    internal PluginList KnownPlugins => Plugins ?? ScalePlugins.All;
}
