using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>States of the nodes according to the last observation and the last responses. Thread-safe.</summary>
internal sealed class NodeStatusTable(Func<string, string?> getToken)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _condemned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ending = new(StringComparer.Ordinal);

    /// <summary>Applies an observation.</summary>
    /// <returns>Nodes that failed, and nodes that are terminating, for the first time.</returns>
    public (IReadOnlyList<string> Broken, IReadOnlyList<KeyValuePair<string, DateTimeOffset>> Ending) Apply(
        ProviderObservation observation)
    {
        lock (_gate)
        {
            string[] failed = [.. observation.Broken.Except(_failed, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)];
            _failed.Clear();
            _failed.UnionWith(observation.Broken);
            foreach (string replaced in _condemned.Where(entry => getToken(entry.Key) != entry.Value)
                .Select(entry => entry.Key)
                .ToArray())
            {
                _condemned.Remove(replaced);
                _unreachable.Remove(replaced);
            }

            _failed.UnionWith(_condemned.Keys);
            _starting.Clear();
            _starting.UnionWith(observation.Starting);
            List<KeyValuePair<string, DateTimeOffset>> fresh = [.. observation.Ending.Where(entry =>
                !_ending.ContainsKey(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
            _ending.Clear();
            foreach ((string node, DateTimeOffset end) in observation.Ending)
            {
                _ending.Add(node, end);
            }

            return (failed, fresh);
        }
    }

    /// <summary>Marks a node as failed until it is replaced.</summary>
    /// <returns>True if it was not marked before.</returns>
    public bool MarkFailed(string node)
    {
        string? token = getToken(node);
        lock (_gate)
        {
            _failed.Add(node);
            return _condemned.TryAdd(node, token);
        }
    }

    /// <returns>True if it was not marked before.</returns>
    public bool MarkUnreachable(string node)
    {
        lock (_gate)
        {
            return _unreachable.Add(node);
        }
    }

    /// <returns>True if it was unreachable before.</returns>
    public bool MarkReachable(string node)
    {
        lock (_gate)
        {
            return _unreachable.Remove(node);
        }
    }

    /// <summary>Nodes that are not ready yet, in ordinal order.</summary>
    public IReadOnlyList<string> Starting
    {
        get
        {
            lock (_gate)
            {
                return [.. _starting.Except(_failed, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Nodes that the provider terminates, in ordinal order.</summary>
    public IReadOnlyList<string> Ending
    {
        get
        {
            lock (_gate)
            {
                return [.. _ending.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public NodeState GetState(string node)
    {
        lock (_gate)
        {
            return Judge(node);
        }
    }

    public NodeState[] ReadStates(ValueList<NodeSpec> nodes)
    {
        NodeState[] states = new NodeState[nodes.Count];
        lock (_gate)
        {
            for (int index = 0; index < states.Length; index++)
            {
                states[index] = Judge(nodes[index].Name);
            }
        }

        return states;
    }

    // Most of these sets are usually empty. The counts avoid hashing the name for empty sets.
    private NodeState Judge(string node) => node switch
    {
        _ when _failed.Count > 0 && _failed.Contains(node) => NodeState.Failed,
        _ when _starting.Count > 0 && _starting.Contains(node) => NodeState.Starting,
        _ when _unreachable.Count > 0 && _unreachable.Contains(node) => NodeState.Unreachable,
        _ when _ending.Count > 0 && _ending.ContainsKey(node) => NodeState.Terminating,
        _ => NodeState.Ready,
    };

    /// <summary>Returns a recorded topology with the failed nodes marked.</summary>
    public Topology WithFailures(Topology recorded)
    {
        lock (_gate)
        {
            return _failed.Count == 0 ? recorded : recorded with
            {
                Groups = recorded.Groups.Select(entry => KeyValuePair.Create(entry.Key, WithFailures(entry.Value)))
                    .ToValueMap(),
            };
        }
    }

    private NodeGroup WithFailures(NodeGroup group) => group.Nodes.Any(node => _failed.Contains(node.Name))
        ? group with { Nodes = group.Nodes.Select(MarkNode).ToValueList() }
        : group;

    private NodeSpec MarkNode(NodeSpec node) =>
        _failed.Contains(node.Name) ? node with { Health = NodeHealth.Failed } : node;
}
