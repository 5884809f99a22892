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

    /// <summary>A profile with this plugin's options: those it has, else the defaults.</summary>
    internal Profile Complete(Profile profile, ProblemList problems) =>
        Options is { } binder && (profile.Options is null || profile.Options.GetType() != binder.OptionsType)
            ? profile with { Options = binder.Bind(DocumentMap.Empty, problems) }
            : profile;
}
