using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Mutable topology. The cost of applying a step does not depend on the number of nodes.</summary>
internal sealed class TopologyEditor
{
    private readonly OrderedDictionary<string, NetworkSpec> _networks = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, NodeGroup> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, NodeSpec>> _nodes = new(StringComparer.Ordinal);

    public TopologyEditor(Topology start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Name = start.Name;
        foreach (NetworkSpec network in start.DeclaredNetworks)
        {
            _networks.Add(network.Name, network);
        }

        foreach (NodeGroup group in start.DeclaredGroups)
        {
            _groups.Add(group.Name, group with { Nodes = [] });
            _nodes.Add(group.Name, group.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal));
        }
    }

    public string Name { get; set; }

    /// <summary>Applies an executed step. Reconciling steps do not change the topology.</summary>
    /// <exception cref="ArgumentException">The step does not fit the topology.</exception>
    public void Apply(PlanStep step)
    {
        bool fits = step switch
        {
            CreateNetwork create => _networks.TryAdd(create.Name, create.Network),
            ChangeNetwork change => Replace(_networks, change.Name, change.To),
            DestroyNetwork destroy => _networks.Remove(destroy.Name),
            CreateGroup create => _groups.TryAdd(create.Name, create.Group)
                && _nodes.TryAdd(create.Name, new Dictionary<string, NodeSpec>(StringComparer.Ordinal)),
            ChangeGroup change => Replace(_groups, change.Name, change.To),
            DestroyGroup destroy => _nodes.TryGetValue(destroy.Name, out var nodes)
                && nodes.Count == 0
                && _nodes.Remove(destroy.Name)
                && _groups.Remove(destroy.Name),
            CreateNode create => _nodes.TryGetValue(create.Group, out var nodes) && nodes.TryAdd(create.Name, create.Node),
            ChangeNode change => _nodes.TryGetValue(change.Group, out var nodes) && Replace(nodes, change.Name, change.To),
            AdoptResource or ForgetResource or DestroyOrphan => true,
            DestroyNode destroy => _nodes.TryGetValue(destroy.Group, out var nodes) && nodes.Remove(destroy.Name),
            _ => false,
        };
        if (!fits)
        {
            throw new ArgumentException(
                $"step '{step}' does not apply to topology '{Name}'; create a new plan from the current topology",
                nameof(step)
            );
        }
    }

    /// <summary>Returns the step that removes a target, or null if it is missing. A group must be empty.</summary>
    public PlanStep? CreateRemoval(StepTarget target, string group, string name) =>
        target switch
        {
            StepTarget.Network when _networks.TryGetValue(name, out NetworkSpec? network) => new DestroyNetwork(network),
            StepTarget.Group when _groups.TryGetValue(name, out NodeGroup? emptyGroup) && _nodes[name].Count == 0 => new DestroyGroup(
                emptyGroup
            ),
            StepTarget.Node when _nodes.TryGetValue(group, out var nodes) && nodes.TryGetValue(name, out NodeSpec? node) => new DestroyNode(
                group,
                node
            ),
            _ => null,
        };

    /// <summary>Returns the current topology, in time linear in nodes.</summary>
    public Topology ToTopology() =>
        _groups.Count == 0 && _networks.Count == 0 && Name.Length == 0
            ? Topology.Empty
            : new Topology(Name)
            {
                Networks = _networks.ToValueMap(),
                NetworkOrder = _networks.Keys.ToValueList(),
                GroupOrder = _groups.Keys.ToValueList(),
                Groups = _groups
                    .Values.Select(group => KeyValuePair.Create(group.Name, group with { Nodes = GetNodes(group.Name) }))
                    .ToValueMap(),
            };

    private ValueList<NodeSpec> GetNodes(string group)
    {
        // Usually already in order.
        NodeSpec[] nodes = [.. _nodes[group].Values];
        if (nodes.Zip(nodes.Skip(1)).Any(pair => Compare(pair.First, pair.Second) > 0))
        {
            Array.Sort(nodes, Compare);
        }

        return nodes.ToValueList();
    }

    private static int Compare(NodeSpec first, NodeSpec second) =>
        first.Number != second.Number ? first.Number.CompareTo(second.Number) : string.CompareOrdinal(first.Name, second.Name);

    private static bool Replace<T>(IDictionary<string, T> map, string name, T value)
    {
        if (!map.ContainsKey(name))
        {
            return false;
        }

        map[name] = value;
        return true;
    }
}
