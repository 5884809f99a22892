using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Adds profiles to a topology: this is where plugins run.</summary>
public static class TopologyBuilderExtensions
{
    /// <summary>Expands a profile by its plugin and adds its nodes. What goes wrong is told by <see cref="TopologyBuilder.Build"/>.</summary>
    /// <param name="builder">The topology so far.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="plugins">The plugins to choose from; null: all of this program.</param>
    /// <param name="limits">How much a plugin may ask for; null: the defaults.</param>
    /// <param name="progress">Told every thousand nodes and at the end.</param>
    public static TopologyBuilder AddProfile(
        this TopologyBuilder builder,
        Profile profile,
        PluginList? plugins = null,
        ExpansionLimits? limits = null,
        IProgress<ExpansionProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(profile);
        PluginList known = plugins ?? ScalePlugins.All;
        if (known.Find(profile.Plugin) is not { } entry)
        {
            return builder.With(PluginSearch.Unknown(profile.Plugin, known) with { Field = $"{profile.Name}.plugin" });
        }

        if (entry.Deprecated is { } reason)
        {
            builder = builder.With(new Problem(ProblemCode.DeprecatedPlugin, $"{entry} is deprecated", reason)
            {
                Severity = ProblemSeverity.Warning,
                Field = $"{profile.Name}.plugin",
            });
        }

        return new Expander(entry, profile, limits ?? ExpansionLimits.Default, progress).AddTo(builder);
    }
}
