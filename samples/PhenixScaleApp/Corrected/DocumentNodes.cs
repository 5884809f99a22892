using PhenixScaleApp.Documents;
using Scalewright;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>Adds the nodes of a topology to the document.</summary>
/// <param name="scaleFolder">Folder of the startup scripts.</param>
internal sealed class DocumentNodes(ExperimentView view, string scaleFolder)
{
    private const string StartupDestination = "/etc/phenix/startup/999-scale.sh";
    private const int FirstUserScript = 501;

    /// <summary>Reports each host name that another node has, unless this app added that node before.</summary>
    public void Check(Topology topology, ProblemList problems)
    {
        if (view.Nodes is not { } nodes)
        {
            problems.AddError(ProblemCode.MissingField, default, "spec.topology.nodes", "is not there, or is not a list", "add a list; it may be empty");
            return;
        }

        Dictionary<string, Value> known = Known(nodes);
        foreach (NodeSpec node in topology.Nodes)
        {
            if (known.TryGetValue(node.Name, out Value? taken) && !IsOurs(taken, node.Name))
            {
                problems.AddError(
                    ProblemCode.HostNameCollision,
                    default,
                    "spec.topology.nodes",
                    $"host name '{TextEscaping.Escape(node.Name)}' is taken by a node of the topology",
                    "give the profile another hostname_prefix, or rename the node");
            }
        }
    }

    /// <summary>Adds the nodes in the order of their profiles. Nodes that were added before are not changed.</summary>
    /// <param name="written">The written files, as paths within the folder of the startup scripts.</param>
    public void Add(Topology topology, IEnumerable<Profile> profiles, IReadOnlySet<string> written)
    {
        ListValue nodes = view.Nodes!;
        Dictionary<string, Value> known = Known(nodes);
        foreach (NodeGroup group in profiles.Select(profile => topology.Groups[profile.Name]))
        {
            MapValue? shared = null;
            NodeSpec? like = null;
            foreach (NodeSpec node in group.Nodes)
            {
                if (known.ContainsKey(node.Name))
                {
                    continue;
                }

                if (shared is null || !ReferenceEquals(like!.Hardware, node.Hardware) || !like.Labels.Equals(node.Labels))
                {
                    (shared, like) = (Describe(node), node);
                }

                nodes.Add(Scaled(node, shared, written));
            }
        }
    }

    private static Dictionary<string, Value> Known(ListValue nodes)
    {
        Dictionary<string, Value> known = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (ExperimentView.HostnameOf(nodes[i]) is { } hostname)
            {
                known.TryAdd(hostname, nodes[i]);
            }
        }

        return known;
    }

    private bool IsOurs(Value node, string hostname)
    {
        if ((node as MapValue)?.Get("injections") is not ListValue injections)
        {
            return false;
        }

        return Enumerable.Range(0, injections.Count).Any(i => injections[i] is MapValue injection
            && (injection.Get("dst") as ScalarValue)?.Text == StartupDestination
            && (injection.Get("src") as ScalarValue)?.Text == StartupPath(hostname));
    }

    private string StartupPath(string hostname) => $"{scaleFolder}/{hostname}-startup.sh";

    private ScaledNode Scaled(NodeSpec node, MapValue shared, IReadOnlySet<string> written)
    {
        ScaledNode added = new(node.Name, shared);
        added.Inject(new ScalarValue(StartupPath(node.Name)), StartupDestination);
        for (int i = 0; i < node.StartupScripts.Count; i++)
        {
            added.Inject(new ScalarValue(node.StartupScripts[i]), $"/etc/phenix/startup/{FirstUserScript + i}-script.sh");
        }

        foreach (FileInjection file in node.Files)
        {
            added.Inject(new ScalarValue(written.Contains(file.Source) ? $"{scaleFolder}/{file.Source}" : file.Source), file.Destination);
        }

        return added;
    }

    private static MapValue Describe(NodeSpec node)
    {
        NodeHardware hardware = node.Hardware;
        MapValue shared = new MapValue().Set("hardware", new MapValue()
            .Set("vcpus", new ScalarValue(hardware.Cpus))
            .Set("memory", new ScalarValue(hardware.MemoryMiB))
            .Set("os_type", hardware.OsType)
            .Set("drives", new ListValue(new MapValue().Set("image", hardware.Image))));
        if (node.Labels.Count > 0)
        {
            MapValue labels = new();
            foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>)node.Labels)
            {
                labels.Set(name, value);
            }

            shared.Set("labels", labels);
        }

        shared.Set("network", Network(hardware));
        return hardware.StartDelay is { } delay ? shared.Set("delay", NodeConversion.ToValue(delay)) : shared;
    }

    private static MapValue Network(NodeHardware hardware)
    {
        MapValue network = hardware.Network is { } written ? (MapValue)NodeConversion.ToValue(written) : new MapValue();
        return network.Get("interfaces") is ListValue { Count: > 0 }
            ? network
            : network.Set("interfaces", new ListValue(new MapValue()
                .Set("name", "ens1")
                .Set("type", "ethernet")
                .Set("proto", "manual")
                .Set("vlan", "0")));
    }
}
