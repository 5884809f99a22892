using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>States of the nodes according to the last observation and the last responses. Thread-safe.</summary>
/// <param name="getToken">Returns the token of the step that created a node; null if the node is missing.</param>
/// <param name="holdTime">Minimum time from the creation of a node until the cluster replaces it without a request of
/// the user, if its replacement would wait for the same reason.</param>
internal sealed class NodeStatusTable(Func<string, string?> getToken, TimeProvider clock, TimeSpan holdTime)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _markedFailed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _creations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _starting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WaitingReason> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _terminating = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Resource> _drifted = new(StringComparer.Ordinal);

    /// <summary>Applies an observation.</summary>
    /// <returns>Changes since the observation before.</returns>
    public NodeStatusChanges Apply(ProviderObservation observation)
    {
        lock (_gate)
        {
            string[] failed = [.. observation.Failed.Where(node => !_failed.Contains(node)).Order(StringComparer.Ordinal)];
            _failed.Clear();
            _failed.UnionWith(observation.Failed);
            foreach (
                string replaced in _markedFailed.Where(entry => getToken(entry.Key) != entry.Value).Select(entry => entry.Key).ToArray()
            )
            {
                _markedFailed.Remove(replaced);
                _unreachable.Remove(replaced);
            }

            _failed.UnionWith(_markedFailed.Keys);
            foreach (string missing in _creations.Keys.Where(node => getToken(node) is null).ToArray())
            {
                _creations.Remove(missing);
            }

            _blocked.Clear();
            _blocked.UnionWith(observation.Blocked);
            _starting.Clear();
            _starting.UnionWith(observation.Starting);
            KeyValuePair<string, DateTimeOffset>[] terminating =
            [
                .. observation
                    .Terminating.Where(entry => !_terminating.ContainsKey(entry.Key))
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal),
            ];
            _terminating.Clear();
            foreach ((string node, DateTimeOffset end) in observation.Terminating)
            {
                _terminating.Add(node, end);
            }

            KeyValuePair<string, WaitingReason>[] waiting =
            [
                .. observation
                    .Waiting.Where(entry => _waiting.GetValueOrDefault(entry.Key) != entry.Value)
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal),
            ];
            _waiting.Clear();
            foreach ((string node, WaitingReason reason) in observation.Waiting)
            {
                _waiting.Add(node, reason);
            }

            KeyValuePair<string, Resource>[] drifted =
            [
                .. observation
                    .Drifted.Where(entry => _drifted.GetValueOrDefault(entry.Key)?.Tag.Digest != entry.Value.Tag.Digest)
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal),
            ];
            _drifted.Clear();
            foreach ((string node, Resource resource) in observation.Drifted)
            {
                _drifted.Add(node, resource);
            }

            return new NodeStatusChanges(failed, terminating, waiting, drifted);
        }
    }

    /// <summary>Records the times at which the nodes of a plan are created.</summary>
    public void Track(Plan plan)
    {
        lock (_gate)
        {
            foreach (CreateNode step in plan.Steps.OfType<CreateNode>())
            {
                _creations[step.Name] = clock.GetTimestamp();
            }
        }
    }

    /// <summary>
    /// Failed nodes that were created recently, and whose replacements would wait for the same reason.
    /// </summary>
    public IReadOnlySet<string> Held
    {
        get
        {
            lock (_gate)
            {
                return _blocked.Where(IsHeld).ToHashSet(StringComparer.Ordinal);
            }
        }
    }

    private bool IsHeld(string node) =>
        _blocked.Contains(node)
        && !_markedFailed.ContainsKey(node)
        && _creations.TryGetValue(node, out long creation)
        && clock.GetElapsedTime(creation) < holdTime;

    /// <summary>Marks a node as failed until it is replaced.</summary>
    /// <returns>True if it was not marked before.</returns>
    public bool MarkFailed(string node)
    {
        string? token = getToken(node);
        lock (_gate)
        {
            _failed.Add(node);
            return _markedFailed.TryAdd(node, token);
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
                return [.. _starting.Where(node => !_failed.Contains(node)).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Reasons of the nodes that are not ready, in ordinal order of the nodes.</summary>
    public IReadOnlyList<KeyValuePair<string, WaitingReason>> Waiting
    {
        get
        {
            lock (_gate)
            {
                return [.. _waiting.OrderBy(entry => entry.Key, StringComparer.Ordinal)];
            }
        }
    }

    public WaitingReason? FindReason(string node)
    {
        lock (_gate)
        {
            return _waiting.GetValueOrDefault(node);
        }
    }

    /// <summary>Nodes that the provider terminates, in ordinal order.</summary>
    public IReadOnlyList<string> Terminating
    {
        get
        {
            lock (_gate)
            {
                return [.. _terminating.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public NodeState GetState(string node)
    {
        lock (_gate)
        {
            return Classify(node);
        }
    }

    /// <summary>Returns the states for an engine. Nodes that are not replaced yet are starting.</summary>
    public NodeState[] ReadStates(ValueList<NodeSpec> nodes)
    {
        NodeState[] states = new NodeState[nodes.Count];
        lock (_gate)
        {
            for (int index = 0; index < states.Length; index++)
            {
                string node = nodes[index].Name;
                states[index] = _blocked.Count > 0 && IsHeld(node) ? NodeState.Starting : Classify(node);
            }
        }

        return states;
    }

    // Most of these sets are usually empty. The counts avoid hashing the name for empty sets.
    private NodeState Classify(string node)
    {
        if (_failed.Count > 0 && _failed.Contains(node))
        {
            return NodeState.Failed;
        }

        if (_waiting.Count > 0 && _waiting.GetValueOrDefault(node) is { IsContactLost: true })
        {
            return NodeState.Unreachable;
        }

        if (_starting.Count > 0 && _starting.Contains(node))
        {
            return NodeState.Starting;
        }

        if (_unreachable.Count > 0 && _unreachable.Contains(node))
        {
            return NodeState.Unreachable;
        }

        return _terminating.Count > 0 && _terminating.ContainsKey(node) ? NodeState.Terminating : NodeState.Ready;
    }

    /// <summary>Returns a recorded topology with the failed nodes marked.</summary>
    /// <param name="recorded">Recorded topology.</param>
    /// <param name="held">Nodes that are not marked; null: none.</param>
    public Topology WithFailures(Topology recorded, IReadOnlySet<string>? held = null)
    {
        lock (_gate)
        {
            HashSet<string> marked = [.. _failed.Where(node => held is null || !held.Contains(node))];
            return marked.Count == 0
                ? recorded
                : recorded with
                {
                    Groups = recorded
                        .Groups.Select(entry => KeyValuePair.Create(entry.Key, WithFailures(entry.Value, marked)))
                        .ToValueMap(),
                };
        }
    }

    private static NodeGroup WithFailures(NodeGroup group, HashSet<string> marked)
    {
        if (!group.Nodes.Any(node => marked.Contains(node.Name)))
        {
            return group;
        }

        IEnumerable<NodeSpec> nodes = group.Nodes.Select(node =>
            marked.Contains(node.Name) ? node with { Health = NodeHealth.Failed } : node
        );
        return group with { Nodes = nodes.ToValueList() };
    }
}

/// <summary>Nodes whose status changed with an observation, each list in ordinal order of the names.</summary>
/// <param name="Failed">Nodes that failed.</param>
/// <param name="Terminating">Nodes that the provider will terminate, with the time.</param>
/// <param name="Waiting">Nodes with a new reason for waiting.</param>
/// <param name="Drifted">Nodes that were changed by others, with the resource as changed.</param>
internal sealed record NodeStatusChanges(
    IReadOnlyList<string> Failed,
    IReadOnlyList<KeyValuePair<string, DateTimeOffset>> Terminating,
    IReadOnlyList<KeyValuePair<string, WaitingReason>> Waiting,
    IReadOnlyList<KeyValuePair<string, Resource>> Drifted
);
