using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>What a plugin says about the files of one group, in the second stage of an expansion.</summary>
internal sealed class GroupScripts
{
    private readonly ScalePlugin? _plugin;
    private readonly Profile? _profile;

    private GroupScripts(ScalePlugin? plugin, Profile? profile)
    {
        (_plugin, _profile) = (plugin, profile);
        Template = plugin is not null && profile is not null ? plugin.Template(profile) : MinimegaScript.Default;
    }

    /// <summary>The template of the group's container scripts.</summary>
    public ScriptTemplate Template { get; }

    /// <summary>Finds the plugin that made a group and prepares the profile as it did then.</summary>
    public static GroupScripts Of(NodeGroup group, Profile? profile, PluginList plugins, ProblemList problems)
    {
        if (profile is null)
        {
            return new GroupScripts(null, null);
        }

        if (plugins.Entries.FirstOrDefault(entry => entry.ToString() == group.Plugin) is not { } entry)
        {
            problems.Add(new Problem(ProblemCode.UnknownPlugin, $"there is no plugin '{Printable.Escape(group.Plugin)}'", "use the program that made the topology") { Field = group.Name });
            return new GroupScripts(null, null);
        }

        Profile complete = entry.Complete(profile, problems);
        if (problems.HasErrors)
        {
            return new GroupScripts(null, null);
        }

        ScalePlugin plugin = entry.Create();
        return new GroupScripts(plugin, plugin.Prepare(complete));
    }

    public ValueMap<string> VariablesOf(NodeSpec node) =>
        _plugin is not null && _profile is not null ? _plugin.TemplateVariables(_profile, node) : ValueMap<string>.Empty;

    /// <summary>The plugin's own files for a node, below the node's folder.</summary>
    public IReadOnlyList<NodeFile> FilesOf(NodeGroup group, NodeSpec node) =>
        _plugin is not null && _profile is not null ? [.. _plugin.Files(_profile, group, node)] : [];
}
