using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// Files of a topology's nodes: <c>host-startup.sh</c>, the container script <c>host.mm</c> and the plugin's own files
/// below <c>host/</c>. Second stage of an expansion, computed only from topology and profiles.
/// </summary>
public sealed class NodeScripts
{
    private readonly Topology _topology;
    private readonly Dictionary<string, GroupScripts> _scripts;

    /// <summary>Prepares the files of a topology.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="profiles">Source profiles of the topology. A group without a profile gets only the default
    /// scripts.</param>
    /// <param name="plugins">Available plugins. Null: all plugins of the program.</param>
    /// <exception cref="ExpansionException">The plugin of a group is missing, or it rejects its profile.</exception>
    public NodeScripts(Topology topology, IEnumerable<Profile> profiles, PluginList? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(profiles);
        _topology = topology;
        ProblemList problems = new();
        Dictionary<string, Profile> byName = profiles.ToDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);
        _scripts = topology.Groups.Values.ToDictionary(
            group => group.Name,
            group =>
                Guard(group, () => GroupScripts.From(group, byName.GetValueOrDefault(group.Name), plugins ?? ScalePlugins.All, problems)),
            StringComparer.Ordinal
        );
        if (problems.HasErrors)
        {
            throw new ExpansionException($"Topology '{topology.Name}'", problems.ToValueList());
        }
    }

    /// <summary>Enumerates the files, node by node. Content is rendered on demand.</summary>
    /// <exception cref="ExpansionException">A plugin or template threw an exception.</exception>
    public IEnumerable<NodeFile> GetFiles()
    {
        foreach (NodeGroup group in _topology.Groups.Values)
        {
            GroupScripts scripts = _scripts[group.Name];
            foreach (NodeSpec node in (IEnumerable<NodeSpec>)group.Nodes)
            {
                yield return Render(group, node, StartupScript.Default);
                yield return Render(group, node, scripts.Template);
                foreach (NodeFile file in Guard(group, () => scripts.GetFiles(group, node)))
                {
                    yield return file with
                    {
                        Path = $"{node.Name}/{file.Path}",
                        Write = buffer => Guard(group, () => Run(file.Write, buffer)),
                    };
                }
            }
        }
    }

    private static bool Run(Action<IBufferWriter<byte>> write, IBufferWriter<byte> buffer)
    {
        write(buffer);
        return true;
    }

    private NodeFile Render(NodeGroup group, NodeSpec node, ScriptTemplate template) =>
        new(node.Name + template.Extension, buffer => Guard(group, () =>
            {
                Utf8Output output = new(buffer);
                template.Write(new ScriptContext(_topology, group, node, _scripts[group.Name].GetVariables(node)), ref output);
                output.Flush();
                return true;
            }));

    [SuppressMessage("Design", "CA1031", Justification = "Exceptions are reported with the plugin name.")]
    private T Guard<T>(NodeGroup group, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not ScalewrightException)
        {
            Problem problem = new(
                ProblemCode.PluginFailed,
                $"threw {exception.GetType().Name}: {ExceptionText.From(exception)}",
                "fix the plugin, or the profile if the message says so"
            )
            {
                Field = $"{group.Name} (plugin {group.Plugin})",
            };
            throw new ExpansionException($"Topology '{_topology.Name}'", [problem]);
        }
    }
}

/// <summary>Files of one group, in the second stage of an expansion.</summary>
internal sealed class GroupScripts
{
    private readonly ScalePlugin? _plugin;
    private readonly Profile? _profile;

    private GroupScripts(ScalePlugin? plugin, Profile? profile)
    {
        (_plugin, _profile) = (plugin, profile);
        Template = plugin is not null && profile is not null ? plugin.GetTemplate(profile) : MinimegaScript.Default;
    }

    public ScriptTemplate Template { get; }

    /// <summary>Finds the plugin of a group and prepares the profile as in the first stage.</summary>
    public static GroupScripts From(NodeGroup group, Profile? profile, PluginList plugins, ProblemList problems)
    {
        if (profile is null)
        {
            return new GroupScripts(null, null);
        }

        if (plugins.Entries.FirstOrDefault(entry => entry.ToString() == group.Plugin) is not { } entry)
        {
            problems.Add(
                new Problem(
                    ProblemCode.UnknownPlugin,
                    $"there is no plugin '{TextEscaping.Escape(group.Plugin)}'",
                    "use the program that created the topology, or add the plugin"
                )
                {
                    Field = group.Name,
                }
            );
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

    public ValueMap<string> GetVariables(NodeSpec node) =>
        _plugin is not null && _profile is not null ? _plugin.GetTemplateVariables(_profile, node) : ValueMap<string>.Empty;

    public IReadOnlyList<NodeFile> GetFiles(NodeGroup group, NodeSpec node) =>
        _plugin is not null && _profile is not null ? [.. _plugin.GetFiles(_profile, group, node)] : [];
}
