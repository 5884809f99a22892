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
        PluginList pluginList = plugins ?? ScalePlugins.All;
        if (pluginList.Find(profile.Plugin) is not { } entry)
        {
            return builder.With(pluginList.CreateUnknownProblem(profile.Plugin) with { Field = $"{profile.Name}.plugin" });
        }

        Expander expander = new(entry, profile, prepared: null, limits ?? ExpansionLimits.Default, progress);
        return expander.AddTo(WithDeprecation(builder, entry, profile));
    }

    /// <summary>
    /// Expands the profiles of a file and adds their nodes. <see cref="TopologyBuilder.Build"/> reports problems, also
    /// those of the file.
    /// </summary>
    /// <param name="builder">The topology builder.</param>
    /// <param name="file">The file, which <see cref="ProfileReader"/> has read.</param>
    /// <param name="progress">Receives reports every thousand nodes and at the end of each profile.</param>
    /// <example>
    /// Builds a topology from the profiles of a file, and shows its warnings:
    /// <code>
    /// TopologyBuilder shop = Topology.Create("shop").AddProfiles(ProfileReader.Read("shop.yaml"));
    /// foreach (Problem problem in shop.Problems)
    /// {
    ///     Console.WriteLine(problem);
    /// }
    ///
    /// Console.WriteLine(shop.Build().NodeCount);
    /// </code>
    /// </example>
    public static TopologyBuilder AddProfiles(
        this TopologyBuilder builder,
        ProfileReadResult file,
        IProgress<ExpansionProgress>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(file);
        int earlierCount = builder.Problems.Count;
        TopologyBuilder expanded = builder;
        foreach (PreparedProfile prepared in file.Prepared)
        {
            (PluginEntry entry, Profile profile) = (prepared.Entry, prepared.Written);
            Expander expander = new(entry, profile, prepared, ExpansionLimits.Default, progress);
            expanded = expander.AddTo(WithDeprecation(expanded, entry, profile));
        }

        IEnumerable<Problem> found = expanded.Problems.Skip(earlierCount).Select(problem => problem with { Source = file.Source });
        return (expanded with { Problems = builder.Problems }).With([.. file.Problems, .. found]);
    }

    private static TopologyBuilder WithDeprecation(TopologyBuilder builder, PluginEntry entry, Profile profile) =>
        entry.DeprecationReason is { } reason
            ? builder.With(
                new Problem(ProblemCode.DeprecatedPlugin, $"{entry} is deprecated", reason)
                {
                    Severity = ProblemSeverity.Warning,
                    Field = $"{profile.Name}.plugin",
                }
            )
            : builder;
}
