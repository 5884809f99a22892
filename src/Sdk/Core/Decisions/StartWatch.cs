using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Remembers since when nodes start, and which have served: what starts for too long has failed, and so has what never served.</summary>
internal sealed class StartWatch(TimeSpan startMax)
{
    private readonly Dictionary<string, DateTimeOffset> _startingSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failedIn = new(StringComparer.Ordinal);

    // Ordered or seen, and not seen to serve: when one of these is missing, it has failed. What is only recalled may never have been ordered.
    private readonly HashSet<string> _coming = new(StringComparer.Ordinal);

    // Failures that were taken: who only watches sees the same node fail in each cycle.
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private bool _hasRecalled;

    /// <summary>Takes over how the nodes are.</summary>
    /// <returns>The nodes that have been starting for too long.</returns>
    public IReadOnlyList<string> Look(ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states, DateTimeOffset at)
    {
        List<string> overdue = [];
        int known = 0;
        _failedIn.Clear();
        Settle(nodes);
        for (int index = 0; index < states.Length; index++)
        {
            NodeSpec node = nodes[index];
            switch (states[index])
            {
                case NodeState.Starting when IsOverdue(node.Name, at):
                    overdue.Add(node.Name);
                    Fail(node);
                    break;
                case NodeState.Failed when !_served.Contains(node.Name):
                case NodeState.Missing when _coming.Contains(node.Name):
                    Fail(node);
                    break;
                case NodeState.Ready:
                    _served.Add(node.Name);
                    _coming.Remove(node.Name);
                    _startingSince.Remove(node.Name);
                    break;
                default:
                    break;
            }

            known += (_served.Contains(node.Name) ? 1 : 0) + (_coming.Contains(node.Name) ? 1 : 0) + (_startingSince.ContainsKey(node.Name) ? 1 : 0);
        }

        if (known < _served.Count + _coming.Count + _startingSince.Count)
        {
            ForgetOthers(nodes);
        }

        return overdue;
    }

    /// <summary>The place took an order for a node: it has failed when it vanishes before it serves.</summary>
    public void Expect(string node) => _coming.Add(node);

    private bool IsOverdue(string node, DateTimeOffset at)
    {
        _coming.Add(node);
        return !_startingSince.TryAdd(node, at) && at - _startingSince[node] >= startMax;
    }

    private void Fail(NodeSpec node)
    {
        if (!_counted.Contains(node.Name))
        {
            _failedIn.Add(node.Name, node.Cloud);
        }
    }

    private void ForgetOthers(ValueList<NodeSpec> nodes)
    {
        HashSet<string> names = new(nodes.Select(node => node.Name), StringComparer.Ordinal);
        _served.IntersectWith(names);
        _coming.IntersectWith(names);
        _counted.IntersectWith(names);
        foreach (string gone in _startingSince.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _startingSince.Remove(gone);
        }
    }

    /// <summary>The clouds of the nodes that are given up without ever having served; one for each node.</summary>
    public IEnumerable<string> LaunchFailures(IEnumerable<string> givenUp) => givenUp.Where(_failedIn.ContainsKey).Select(name => _failedIn[name]);

    /// <summary>The same, once: the nodes are given up now.</summary>
    public string[] TakeLaunchFailures(IEnumerable<string> givenUp)
    {
        string[] clouds = [.. LaunchFailures(givenUp)];
        _counted.UnionWith(_failedIn.Keys);
        _failedIn.Clear();
        return clouds;
    }

    /// <summary>Adds to notes which of the wanted nodes have not served, and since when they are waited for. Those that have are most, and not named.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="wanted">The nodes that are there or about to be ordered.</param>
    /// <param name="at">When the latter are ordered.</param>
    public EngineNotes Note(EngineNotes notes, ValueList<NodeSpec> wanted, DateTimeOffset at)
    {
        SortedDictionary<string, DateTimeOffset> starting = new(StringComparer.Ordinal);
        foreach (NodeSpec node in wanted)
        {
            if (!_served.Contains(node.Name))
            {
                starting[node.Name] = _startingSince.GetValueOrDefault(node.Name, at);
            }
        }

        return notes with { Starting = starting };
    }

    /// <summary>Takes up what was noted; notes that say nothing of it are of a time before it was kept.</summary>
    public void Recall(EngineNotes notes)
    {
        if (notes.Starting is not { } starting)
        {
            return;
        }

        foreach ((string node, DateTimeOffset since) in starting)
        {
            _startingSince[node] = since;
        }

        _hasRecalled = true;
    }

    /// <summary>What was there when the notes were taken and is not among them had served.</summary>
    private void Settle(ValueList<NodeSpec> nodes)
    {
        if (_hasRecalled)
        {
            _hasRecalled = false;
            _served.UnionWith(nodes.Select(node => node.Name).Where(name => !_startingSince.ContainsKey(name)));
        }
    }
}
