using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Remembers since when nodes start, and which have served: what starts for too long has failed, and so has what never served.</summary>
internal sealed class StartWatch(TimeSpan startMax)
{
    private readonly Dictionary<string, DateTimeOffset> _startingSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failedIn = new(StringComparer.Ordinal);
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

            known += (_served.Contains(node.Name) ? 1 : 0) + (_startingSince.ContainsKey(node.Name) ? 1 : 0);
        }

        if (known < _served.Count + _startingSince.Count)
        {
            ForgetOthers(nodes);
        }

        return overdue;
    }

    private void ForgetOthers(ValueList<NodeSpec> nodes)
    {
        HashSet<string> names = new(nodes.Select(node => node.Name), StringComparer.Ordinal);
        _served.IntersectWith(names);
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
