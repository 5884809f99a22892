using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Adds profiles to a topology by running their plugins.</summary>
public static class TopologyBuilderExtensions
{
    /// <summary>Expands a profile and adds its nodes. <see cref="TopologyBuilder.Build"/> reports problems.</summary>
    /// <param name="builder">The topology builder.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="plugins">Available plugins. Null: all plugins of the program.</param>
    /// <param name="limits">Limits for the plugin. Null: the defaults.</param>
    /// <param name="progress">Receives reports every thousand nodes and at the end.</param>
    public static TopologyBuilder AddProfile(
        this TopologyBuilder builder,
        Profile profile,
        PluginList? plugins = null,
        ExpansionLimits? limits = null,
        IProgress<ExpansionProgress>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(profile);
        PluginList known = plugins ?? ScalePlugins.All;
        if (known.Find(profile.Plugin) is not { } entry)
        {
            return builder.With(known.CreateUnknownProblem(profile.Plugin) with { Field = $"{profile.Name}.plugin" });
        }

        if (entry.DeprecationReason is { } reason)
        {
            builder = builder.With(
                new Problem(ProblemCode.DeprecatedPlugin, $"{entry} is deprecated", reason)
                {
                    Severity = ProblemSeverity.Warning,
                    Field = $"{profile.Name}.plugin",
                }
            );
        }

        return new Expander(entry, profile, limits ?? ExpansionLimits.Default, progress).AddTo(builder);
    }
}
