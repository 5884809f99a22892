using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Plan under construction. Host and group names are case-insensitive, as on machines.</summary>
internal sealed class PlanBuilder(Topology observed, Topology desired)
{
    private readonly NodeIndex _desiredNodes = new(desired);
    private readonly NodeIndex _observedNodes = new(observed);
    private readonly Dictionary<string, int> _destroyedNodes = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<int>> _nodesOfGroup = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _createdNodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _groupSteps = new(StringComparer.Ordinal);
    private readonly List<int> _networkSteps = [];

    public List<PlanStep> Steps { get; } = [];

    public void DestroyNodes()
    {
        ILookup<string, string> followers = observed
            .Groups.Values.SelectMany(group => group.After.Select(name => (Name: name, Follower: group.Name)))
            .ToLookup(pair => pair.Name, pair => pair.Follower, StringComparer.Ordinal);
        foreach (NodeGroup group in StartOrder.Sort(observed, group => followers[group.Name]))
        {
            ValueList<int> before = GetSteps(_nodesOfGroup, followers[group.Name]);
            ValueList<NodeSpec>? desiredNodes = _desiredNodes.FindNodes(group.Name);
            for (int index = 0; index < group.Nodes.Count; index++)
            {
                NodeSpec node = group.Nodes[index];
                NodeSpec? desiredNode = _desiredNodes.Find(group.Name, desiredNodes, index, node.Name);
                if (desiredNode is null || Planner.MustReplace(node, desiredNode))
                {
                    _destroyedNodes.Add(node.Name, Steps.Count);
                    AddIndex(_nodesOfGroup, group.Name);
                    // A replacement does not wait: the nodes of the following groups stay.
                    Steps.Add(new DestroyNode(group.Name, node) { DependsOn = desiredNode is null ? before : [] });
                }
            }
        }
    }

    public void MakeNetworks()
    {
        foreach (NetworkSpec network in desired.DeclaredNetworks)
        {
            if (!observed.Networks.TryGetValue(network.Name, out NetworkSpec? existing))
            {
                _networkSteps.Add(Steps.Count);
                Steps.Add(new CreateNetwork(network));
            }
            else if (existing != network)
            {
                _networkSteps.Add(Steps.Count);
                Steps.Add(new ChangeNetwork(existing, network));
            }
        }
    }

    public void MakeGroups()
    {
        ValueList<int> networks = _networkSteps.ToValueList();
        foreach (NodeGroup group in desired.DeclaredGroups)
        {
            NodeGroup desiredGroup = group with { Nodes = [] };
            NodeGroup? existing = observed.Groups.TryGetValue(group.Name, out NodeGroup? observedGroup)
                ? observedGroup with
                {
                    Nodes = [],
                }
                : null;
            if (existing != desiredGroup)
            {
                _groupSteps.Add(group.Name, Steps.Count);
                Steps.Add(
                    existing is null
                        ? new CreateGroup(desiredGroup) { DependsOn = networks }
                        : new ChangeGroup(existing, desiredGroup) { DependsOn = networks }
                );
            }
        }
    }

    public void MakeNodes()
    {
        foreach (NodeGroup group in StartOrder.Sort(desired, group => group.After))
        {
            ValueList<int> shared = _groupSteps.TryGetValue(group.Name, out int created) ? [created] : _networkSteps.ToValueList();
            ValueList<int> earlier = GetSteps(_createdNodes, group.After);
            ValueList<int> sharedByNew = earlier.Count == 0 ? shared : shared.AddRange(earlier);
            ValueList<NodeSpec>? observedNodes = _observedNodes.FindNodes(group.Name);
            for (int index = 0; index < group.Nodes.Count; index++)
            {
                NodeSpec node = group.Nodes[index];
                bool isDestroyed = _destroyedNodes.TryGetValue(node.Name, out int destroyed);
                if (
                    _observedNodes.Find(group.Name, observedNodes, index, node.Name) is not { } existing
                    || Planner.MustReplace(existing, node)
                )
                {
                    AddIndex(_createdNodes, group.Name);
                    Steps.Add(new CreateNode(group.Name, node) { DependsOn = isDestroyed ? [destroyed, .. sharedByNew] : sharedByNew });
                }
                else if (existing != node)
                {
                    Steps.Add(new ChangeNode(group.Name, existing, node) { DependsOn = isDestroyed ? [destroyed, .. shared] : shared });
                }
            }
        }
    }

    public void DestroyGroups()
    {
        foreach (NodeGroup group in observed.DeclaredGroups.Where(group => !desired.Groups.ContainsKey(group.Name)))
        {
            ValueList<int> nodes = _nodesOfGroup.TryGetValue(group.Name, out List<int>? list) ? list.ToValueList() : [];
            Steps.Add(new DestroyGroup(group with { Nodes = [] }) { DependsOn = nodes });
        }
    }

    public void DestroyNetworks()
    {
        // The change of a group may detach it from the network, too.
        ValueList<int> users = _destroyedNodes.Values.Concat(_groupSteps.Values).Order().ToValueList();
        foreach (NetworkSpec network in observed.DeclaredNetworks.Where(network => !desired.Networks.ContainsKey(network.Name)))
        {
            Steps.Add(new DestroyNetwork(network) { DependsOn = users });
        }
    }

    private static ValueList<int> GetSteps(Dictionary<string, List<int>> lists, IEnumerable<string> groups) =>
        groups.SelectMany(name => lists.GetValueOrDefault(name) ?? []).Order().ToValueList();

    private void AddIndex(Dictionary<string, List<int>> lists, string name)
    {
        if (!lists.TryGetValue(name, out List<int>? list))
        {
            list = [];
            lists.Add(name, list);
        }

        list.Add(Steps.Count);
    }
}

/// <summary>Finds nodes by group and name: first at the expected position, then in a table made on demand.</summary>
internal sealed class NodeIndex(Topology topology)
{
    private Dictionary<string, (string Group, NodeSpec Node)>? _nodes;

    public ValueList<NodeSpec>? FindNodes(string group) =>
        topology.Groups.TryGetValue(group, out NodeGroup? nodeGroup) ? nodeGroup.Nodes : null;

    public NodeSpec? Find(string group, ValueList<NodeSpec>? nodes, int index, string name)
    {
        if (nodes is null)
        {
            return null;
        }

        if (index < nodes.Count && nodes[index].Name == name)
        {
            return nodes[index];
        }

        _nodes ??= Index();
        return _nodes.TryGetValue(name, out (string Group, NodeSpec Node) entry) && entry.Group == group ? entry.Node : null;
    }

    private Dictionary<string, (string Group, NodeSpec Node)> Index()
    {
        Dictionary<string, (string, NodeSpec)> nodes = new(topology.NodeCount, StringComparer.Ordinal);
        foreach (NodeGroup group in topology.Groups.Values)
        {
            foreach (NodeSpec node in group.Nodes)
            {
                nodes.Add(node.Name, (group.Name, node));
            }
        }

        return nodes;
    }
}
