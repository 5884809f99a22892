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
        if (!TryApply(step))
        {
            throw new ArgumentException(
                $"step '{step}' does not apply to topology '{Name}'; create a new plan from the current topology",
                nameof(step)
            );
        }
    }

    /// <summary>Returns the step that removes a target, or null if it is missing. A group must be empty.</summary>
    public PlanStep? CreateRemoval(StepTarget target, string group, string name)
    {
        switch (target)
        {
            case StepTarget.Network:
                return _networks.TryGetValue(name, out NetworkSpec? network) ? new DestroyNetwork(network) : null;
            case StepTarget.Group:
                bool isEmpty = FindNodes(name) is { Count: 0 };
                return isEmpty ? new DestroyGroup(_groups[name]) : null;
            case StepTarget.Node:
                return FindNodes(group)?.GetValueOrDefault(name) is { } node ? new DestroyNode(group, node) : null;
            default:
                return null;
        }
    }

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

    private bool TryApply(PlanStep step) =>
        step switch
        {
            CreateNetwork create => _networks.TryAdd(create.Name, create.Network),
            ChangeNetwork change => TryReplace(_networks, change.Name, change.To),
            DestroyNetwork destroy => _networks.Remove(destroy.Name),
            CreateGroup create => TryAddGroup(create.Group),
            ChangeGroup change => TryReplace(_groups, change.Name, change.To),
            DestroyGroup destroy => TryRemoveGroup(destroy.Name),
            CreateNode create => FindNodes(create.Group)?.TryAdd(create.Name, create.Node) == true,
            ChangeNode change => FindNodes(change.Group) is { } nodes && TryReplace(nodes, change.Name, change.To),
            DestroyNode destroy => FindNodes(destroy.Group)?.Remove(destroy.Name) == true,
            AdoptResource or ForgetResource or DestroyOrphan => true,
            _ => false,
        };

    private bool TryAddGroup(NodeGroup group) =>
        _groups.TryAdd(group.Name, group) && _nodes.TryAdd(group.Name, new Dictionary<string, NodeSpec>(StringComparer.Ordinal));

    private bool TryRemoveGroup(string name) => FindNodes(name) is { Count: 0 } && _nodes.Remove(name) && _groups.Remove(name);

    private Dictionary<string, NodeSpec>? FindNodes(string group) => _nodes.GetValueOrDefault(group);

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

    private static bool TryReplace<T>(IDictionary<string, T> map, string name, T value)
    {
        if (!map.ContainsKey(name))
        {
            return false;
        }

        map[name] = value;
        return true;
    }
}
