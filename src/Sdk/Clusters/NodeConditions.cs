using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>How the nodes are, as the last look and the last answers said. Thread-safe.</summary>
internal sealed class NodeConditions
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ending = new(StringComparer.Ordinal);

    /// <summary>Takes over what a look showed.</summary>
    /// <returns>The nodes that were found to end and were not known to.</returns>
    public IReadOnlyList<KeyValuePair<string, DateTimeOffset>> Take(Observation observation)
    {
        lock (_gate)
        {
            _broken.Clear();
            _broken.UnionWith(observation.Broken);
            List<KeyValuePair<string, DateTimeOffset>> fresh = [.. observation.Ending.Where(entry => !_ending.ContainsKey(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
            _ending.Clear();
            foreach ((string node, DateTimeOffset end) in observation.Ending)
            {
                _ending.Add(node, end);
            }

            return fresh;
        }
    }

    /// <returns>True when it was not known.</returns>
    public bool MarkBroken(string node)
    {
        lock (_gate)
        {
            return _broken.Add(node);
        }
    }

    /// <returns>True when it was not known.</returns>
    public bool MarkUnreachable(string node)
    {
        lock (_gate)
        {
            return _unreachable.Add(node);
        }
    }

    /// <returns>True when it was unreachable before.</returns>
    public bool MarkReachable(string node)
    {
        lock (_gate)
        {
            return _unreachable.Remove(node);
        }
    }

    /// <summary>Forgets everything about a node, because another one has its place.</summary>
    public void Forget(string node)
    {
        lock (_gate)
        {
            _broken.Remove(node);
            _unreachable.Remove(node);
            _ending.Remove(node);
        }
    }

    public NodeState StateOf(string node)
    {
        lock (_gate)
        {
            return _broken.Contains(node) ? NodeState.Failed
                : _unreachable.Contains(node) ? NodeState.Unreachable
                : _ending.ContainsKey(node) ? NodeState.Ending
                : NodeState.Ready;
        }
    }

    /// <summary>A recorded topology in which the nodes that do not work say so.</summary>
    public Topology Mark(Topology recorded)
    {
        lock (_gate)
        {
            return _broken.Count == 0 ? recorded : recorded with
            {
                Groups = recorded.Groups.Select(entry => KeyValuePair.Create(entry.Key, Mark(entry.Value))).ToValueMap(),
            };
        }
    }

    private NodeGroup Mark(NodeGroup group) => group.Nodes.Any(node => _broken.Contains(node.Name))
        ? group with { Nodes = group.Nodes.Select(node => _broken.Contains(node.Name) ? node with { Health = NodeHealth.Failed } : node).ToValueList() }
        : group;
}
