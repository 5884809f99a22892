using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters.State;

/// <summary>
/// State of a cluster: topologies, resources and open requests. The cost of a change is independent of the cluster
/// size.
/// </summary>
/// <remarks>Thread-safe: the store changes it while others read.</remarks>
internal sealed class ClusterState : IDurableState<ClusterChange>
{
    private readonly Lock _gate = new();
    private readonly ResourceTable _resources = new();
    private readonly Dictionary<string, IntentEntry> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TurnNote> _notes = new(StringComparer.Ordinal);
    private readonly List<PlanStep> _desiredParts = [];
    private TopologyEditor _recorded = new(Topology.Empty);
    private TopologyEditor _desired = new(Topology.Empty);
    private Topology? _recordedNow;
    private Topology? _desiredNow;

    public string Name { get; private set; } = "";

    /// <summary>Last epoch that changed the state. No later epoch changed a resource of the cluster.</summary>
    public long Epoch { get; private set; }

    /// <summary>Topology of the created resources, as recorded.</summary>
    public Topology Recorded
    {
        get
        {
            lock (_gate)
            {
                return _recordedNow ??= _recorded.ToTopology();
            }
        }
    }

    public Topology Desired
    {
        get
        {
            lock (_gate)
            {
                return _desiredNow ??= _desired.ToTopology() with { Name = Name };
            }
        }
    }

    public IReadOnlyList<ResourceEntry> Resources
    {
        get
        {
            lock (_gate)
            {
                return _resources.InOrder();
            }
        }
    }

    /// <summary>Returns the last note with a name; null if missing.</summary>
    public TurnNote? FindNote(string name)
    {
        lock (_gate)
        {
            return _notes.GetValueOrDefault(name);
        }
    }

    /// <summary>Requests without a result, ordered by token.</summary>
    public IReadOnlyList<IntentEntry> Intents
    {
        get
        {
            lock (_gate)
            {
                return [.. _intents.Values.OrderBy(entry => entry.Token, StringComparer.Ordinal)];
            }
        }
    }

    public bool HasIntents
    {
        get
        {
            lock (_gate)
            {
                return _intents.Count > 0;
            }
        }
    }

    public ResourceEntry? Find(StepTarget target, string name)
    {
        lock (_gate)
        {
            return _resources.Find(new ResourceKey(target, name));
        }
    }

    public List<int> FindMissing(ValueList<NodeSpec> nodes)
    {
        List<int> missing = [];
        lock (_gate)
        {
            for (int index = 0; index < nodes.Count; index++)
            {
                if (_resources.Find(new ResourceKey(StepTarget.Node, nodes[index].Name)) is null)
                {
                    missing.Add(index);
                }
            }
        }

        return missing;
    }

    /// <summary>Compares the listed resources, except those being deleted, with the recorded ones.</summary>
    /// <param name="unrecorded">Listed resources that are not recorded.</param>
    /// <returns>True if all recorded resources are listed.</returns>
    public bool IsShownBy(ValueList<Resource> observed, out List<Resource> unrecorded)
    {
        unrecorded = [];
        lock (_gate)
        {
            // A list may contain a resource twice.
            bool[] seen = new bool[_resources.Count];
            int missing = seen.Length;
            foreach (Resource resource in observed)
            {
                if (resource.State == ResourceState.Deleting)
                {
                    continue;
                }

                if (!_resources.TryFind(resource, out int index))
                {
                    unrecorded.Add(resource);
                }
                else if (!seen[index])
                {
                    seen[index] = true;
                    missing--;
                }
            }

            return missing == 0;
        }
    }

    public void Restore(ReadOnlyMemory<byte> content) => Restored(StateSnapshot.Read(content));

    public void Apply(in JournalRecord record)
    {
        Utf8JsonReader reader = new(record.Json.Span);
        Apply(JsonSerializer.Deserialize(ref reader, ClusterJson.Default.ClusterChange) ?? new ClusterChange(), record);
    }

    public void Apply(ClusterChange change, in JournalRecord record)
    {
        Apply(change);
        Epoch = Math.Max(Epoch, record.Epoch);
    }

    public void Apply(ClusterChange change)
    {
        lock (_gate)
        {
            if (change.Name is { } name)
            {
                Name = name;
                _recorded.Name = name;
                _recordedNow = null;
            }

            SetDesired(change);
            foreach (IntentEntry intent in change.Intents ?? [])
            {
                _intents[intent.Token] = intent;
            }

            if (change.Result is { } result)
            {
                End(result);
            }

            if (change.Adopted is { } adopted)
            {
                Record(adopted.Step, adopted.Resource);
            }

            if (change.Memory is { } note)
            {
                _notes[note.Name] = note;
            }

            if (change.Gone is { } missing)
            {
                Forget(missing);
            }
        }
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        lock (_gate)
        {
            Snapshot().Write(output);
        }
    }

    /// <summary>Copies the state. Changes of the copy do not affect this state.</summary>
    public ClusterState Copy()
    {
        ClusterState copy = new();
        lock (_gate)
        {
            copy.Restored(Snapshot());
        }

        return copy;
    }

    private StateSnapshot Snapshot() =>
        new(
            Name,
            Epoch,
            Desired,
            Recorded,
            _resources.InOrder(),
            [.. _intents.Values],
            [.. _desiredParts.Select(static step => new StepEntry(step))],
            [.. _notes.Values]
        );

    private void Restored(StateSnapshot snapshot)
    {
        lock (_gate)
        {
            (Name, Epoch) = (snapshot.Name, snapshot.Epoch);
            (_recorded, _desired, _recordedNow, _desiredNow) = (
                new TopologyEditor(snapshot.Recorded),
                new TopologyEditor(snapshot.Desired),
                null,
                null
            );
            foreach (ResourceEntry resource in snapshot.Resources)
            {
                _resources.Set(new ResourceKey(resource.Target, resource.Name), resource);
            }

            foreach (IntentEntry intent in snapshot.Intents)
            {
                _intents[intent.Token] = intent;
            }

            foreach (TurnNote note in snapshot.Memories)
            {
                _notes[note.Name] = note;
            }

            _desiredParts.AddRange(snapshot.Parts.Select(entry => entry.Step));
        }
    }

    private void SetDesired(ClusterChange change)
    {
        if (change.Wanted is not { } steps)
        {
            return;
        }

        if (!change.IsNext)
        {
            _desiredParts.Clear();
        }

        _desiredParts.AddRange(steps.Select(entry => entry.Step));
        if (change.IsPart)
        {
            return;
        }

        _desired.Name = Name;
        foreach (PlanStep step in _desiredParts)
        {
            _desired.Apply(step);
        }

        _desiredParts.Clear();
        _desiredNow = null;
    }

    private void End(ResultEntry result)
    {
        if (_intents.Remove(result.Token, out IntentEntry? intent) && result.IsDone)
        {
            Record(intent.Step, result.Resource);
        }
    }

    private void Record(PlanStep step, ResourceEntry? resource)
    {
        ResourceKey key = new(step.Target, step.Name);
        _recorded.Apply(step);
        _recordedNow = null;
        if (resource is not null)
        {
            _resources.Set(key, resource);
        }
        else if (step.Action == StepAction.Destroy)
        {
            _resources.Remove(key);
        }
    }

    private void Forget(ResourceEntry entry)
    {
        ResourceKey key = new(entry.Target, entry.Name);
        if (_resources.Find(key)?.Token != entry.Token)
        {
            return;
        }

        _resources.Remove(key);
        if (_recorded.CreateRemoval(entry.Target, entry.Group, entry.Name) is { } removal)
        {
            _recorded.Apply(removal);
            _recordedNow = null;
        }
    }
}
