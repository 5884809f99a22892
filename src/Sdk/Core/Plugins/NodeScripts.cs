using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>
/// The files of a topology's nodes: <c>host-startup.sh</c>, the container script <c>host.mm</c> of the plugin's template, and
/// the plugin's own files below <c>host/</c>. The second stage of an expansion: all is computed from topology and profiles.
/// </summary>
public sealed class NodeScripts
{
    private readonly Topology _topology;
    private readonly Dictionary<string, GroupScripts> _scripts;

    /// <summary>The files of a topology.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="profiles">The profiles it was made of; a group without one gets minimega's script and no files of its own.</param>
    /// <param name="plugins">The plugins to choose from; null: all of this program.</param>
    /// <exception cref="ExpansionException">The plugin of a group is not here, or it refuses its profile.</exception>
    public NodeScripts(Topology topology, IEnumerable<Profile> profiles, PluginList? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(profiles);
        _topology = topology;
        ProblemList problems = new();
        Dictionary<string, Profile> byName = profiles.ToDictionary(profile => profile.Name, StringComparer.OrdinalIgnoreCase);
        _scripts = topology.Groups.Values.ToDictionary(
            group => group.Name,
            group => Guard(group, () => GroupScripts.Of(group, byName.GetValueOrDefault(group.Name), plugins ?? ScalePlugins.All, problems)),
            StringComparer.Ordinal);
        if (problems.HasErrors)
        {
            throw new ExpansionException($"Topology '{topology.Name}'", problems.ToValueList());
        }
    }

    /// <summary>The files with what writes them, node by node; nothing is rendered before it is asked for.</summary>
    /// <exception cref="ExpansionException">A plugin or template threw.</exception>
    public IEnumerable<NodeFile> Files()
    {
        foreach (NodeGroup group in _topology.Groups.Values)
        {
            GroupScripts scripts = _scripts[group.Name];
            foreach (NodeSpec node in (IEnumerable<NodeSpec>)group.Nodes)
            {
                yield return Render(group, node, StartupScript.Default);
                yield return Render(group, node, scripts.Template);
                foreach (NodeFile file in Guard(group, () => scripts.FilesOf(group, node)))
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

    private NodeFile Render(NodeGroup group, NodeSpec node, ScriptTemplate template) => new(
        node.Name + template.Extension,
        buffer => Guard(group, () =>
        {
            Utf8Output output = new(buffer);
            template.Write(new ScriptContext(_topology, group, node, _scripts[group.Name].VariablesOf(node)), ref output);
            output.Flush();
            return true;
        }));

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a plugin throws is reported by the plugin's name.")]
    private T Guard<T>(NodeGroup group, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not OperationCanceledException and not ScalewrightException)
        {
            Problem problem = new(ProblemCode.PluginFailed, $"threw {e.GetType().Name}: {FaultText.Of(e)}", "fix the plugin, or the profile if the message says so")
            {
                Field = $"{group.Name} (plugin {group.Plugin})",
            };
            throw new ExpansionException($"Topology '{_topology.Name}'", [problem]);
        }
    }
}
