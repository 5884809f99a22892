using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Remembers since when nodes start, and which have served: what starts for too long has failed, and so has what never served.</summary>
internal sealed class StartWatch(TimeSpan startMax)
{
    private readonly Dictionary<string, DateTimeOffset> _startingSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failedIn = new(StringComparer.Ordinal);

    /// <summary>Takes over how the nodes are.</summary>
    /// <returns>The nodes that have been starting for too long.</returns>
    public IReadOnlyList<string> Look(ValueList<NodeSpec> nodes, Func<NodeSpec, NodeState> stateOf, DateTimeOffset at)
    {
        List<string> overdue = [];
        HashSet<string> names = new(nodes.Count, StringComparer.Ordinal);
        _failedIn.Clear();
        foreach (NodeSpec node in nodes)
        {
            names.Add(node.Name);
            switch (stateOf(node))
            {
                case NodeState.Starting when !_startingSince.TryAdd(node.Name, at) && at - _startingSince[node.Name] >= startMax:
                    overdue.Add(node.Name);
                    _failedIn.Add(node.Name, node.Cloud);
                    break;
                case NodeState.Failed when !_served.Contains(node.Name):
                    _failedIn.Add(node.Name, node.Cloud);
                    break;
                case NodeState.Ready:
                    _served.Add(node.Name);
                    _startingSince.Remove(node.Name);
                    break;
                default:
                    break;
            }
        }

        _served.IntersectWith(names);
        foreach (string gone in _startingSince.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _startingSince.Remove(gone);
        }

        return overdue;
    }

    /// <summary>The clouds of the nodes that are given up without ever having served; one for each node.</summary>
    public IEnumerable<string> LaunchFailures(IEnumerable<string> givenUp) => givenUp.Where(_failedIn.ContainsKey).Select(name => _failedIn[name]);
}
