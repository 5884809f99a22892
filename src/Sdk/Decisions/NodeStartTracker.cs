using Scalewright.Clusters;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>
/// Tracks starting nodes. A launch has failed if the node fails before it is ready or does not become ready in time.
/// </summary>
internal sealed class NodeStartTracker(TimeSpan startTimeout)
{
    private readonly Dictionary<string, DateTimeOffset> _startingSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _everReady = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failedIn = new(StringComparer.Ordinal);

    // Nodes that were requested or observed but were never ready. A missing one has failed. Nodes known only from
    // restored state are not included: they may never have been requested.
    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);

    // Nodes whose failure was counted. A dry run or shadow run observes the same failed node in each cycle.
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private bool _hasRecalled;

    /// <summary>Records the observed states.</summary>
    /// <returns>The nodes that exceeded their start timeout.</returns>
    public IReadOnlyList<string> Observe(ValueList<NodeSpec> nodes, ReadOnlySpan<NodeState> states, DateTimeOffset at)
    {
        List<string> overdue = [];
        int knownCount = 0;
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
                case NodeState.Failed when !_everReady.Contains(node.Name):
                case NodeState.Missing when _pending.Contains(node.Name):
                    Fail(node);
                    break;
                case NodeState.Ready:
                    _everReady.Add(node.Name);
                    _pending.Remove(node.Name);
                    _startingSince.Remove(node.Name);
                    break;
                default:
                    break;
            }

            knownCount += _everReady.Contains(node.Name) ? 1 : 0;
            knownCount += _pending.Contains(node.Name) ? 1 : 0;
            knownCount += _startingSince.ContainsKey(node.Name) ? 1 : 0;
        }

        if (knownCount < _everReady.Count + _pending.Count + _startingSince.Count)
        {
            ForgetOthers(nodes);
        }

        return overdue;
    }

    /// <summary>
    /// Starts to track a node whose creation was accepted. It has failed if it disappears before it is ready.
    /// </summary>
    public void Expect(string node) => _pending.Add(node);

    private bool IsOverdue(string node, DateTimeOffset at)
    {
        _pending.Add(node);
        return !_startingSince.TryAdd(node, at) && at - _startingSince[node] >= startTimeout;
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
        _everReady.IntersectWith(names);
        _pending.IntersectWith(names);
        _counted.IntersectWith(names);
        foreach (string missing in _startingSince.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _startingSince.Remove(missing);
        }
    }

    /// <summary>Returns the clouds of failed nodes that were never ready, one entry per node.</summary>
    public IEnumerable<string> LaunchFailures(IEnumerable<string> failedNodes) =>
        failedNodes.Where(_failedIn.ContainsKey).Select(name => _failedIn[name]);

    /// <summary>Returns the same clouds as <see cref="LaunchFailures"/>, but each failure only once.</summary>
    public string[] DrainLaunchFailures(IEnumerable<string> failedNodes)
    {
        string[] clouds = [.. LaunchFailures(failedNodes)];
        _counted.UnionWith(_failedIn.Keys);
        _failedIn.Clear();
        return clouds;
    }

    /// <summary>
    /// Adds the start time of the wait for each node that was never ready. Other nodes, the majority, are not stored.
    /// </summary>
    /// <param name="at">Time of the request.</param>
    public PersistedEngineState Save(PersistedEngineState state, ValueList<NodeSpec> desired, DateTimeOffset at)
    {
        SortedDictionary<string, DateTimeOffset> starting = new(StringComparer.Ordinal);
        foreach (NodeSpec node in desired)
        {
            if (!_everReady.Contains(node.Name))
            {
                starting[node.Name] = _startingSince.GetValueOrDefault(node.Name, at);
            }
        }

        return state with
        {
            Starting = starting,
        };
    }

    /// <summary>
    /// Restores the stored state. Does nothing if the state was stored by a version without this part.
    /// </summary>
    public void Restore(PersistedEngineState state)
    {
        if (state.Starting is not { } starting)
        {
            return;
        }

        foreach ((string node, DateTimeOffset since) in starting)
        {
            _startingSince[node] = since;
        }

        _hasRecalled = true;
    }

    /// <summary>Treats all nodes that are not in the restored state as having been ready.</summary>
    private void Settle(ValueList<NodeSpec> nodes)
    {
        if (_hasRecalled)
        {
            _hasRecalled = false;
            _everReady.UnionWith(nodes.Select(node => node.Name).Where(name => !_startingSince.ContainsKey(name)));
        }
    }
}
