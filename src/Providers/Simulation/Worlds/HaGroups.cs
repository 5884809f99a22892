using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Providers.Simulation.Worlds;

internal sealed class HaGroups(World world)
{
    private const int PlacementsKept = 10_000;
    private readonly SortedDictionary<string, (HaGroup Group, IGroupModel Model)> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groupsOfNodes = new(StringComparer.Ordinal);
    private readonly Queue<HaPlacement> _placements = new();

    public ValueList<HaPlacement> Placements => _placements.ToValueList();

    public void Add(HaGroup group)
    {
        ValueList<Problem> problems = HaGroupCheck.Check(group, _groups.ContainsKey(group.Name)).ToValueList();
        if (problems.Count > 0)
        {
            throw new ProviderException(SimulationProvider.Kind, problems);
        }

        _groups.Add(group.Name, (group, group.Scores is { } scores ? new ScoredModel(scores) : new PairModel(group)));
        foreach (string node in group.Nodes)
        {
            (_groupsOfNodes.TryGetValue(node, out List<string>? existing) ? existing : _groupsOfNodes[node] = []).Add(group.Name);
        }

        Observe(group.Name);
    }

    public IGroupModel Get(string group) =>
        _groups.TryGetValue(group, out (HaGroup Group, IGroupModel Model) entry)
            ? entry.Model
            : throw new ProviderException(
                SimulationProvider.Kind,
                [
                    new Problem(
                        ProblemCode.UnknownReference,
                        $"there is no group '{TextEscaping.Escape(group)}'",
                        "add it by WithHighAvailability"
                    ),
                ]
            );

    public void Observe(SimulatedClusterNode node)
    {
        if (_groups.Count > 0 && _groupsOfNodes.TryGetValue(node.Host, out List<string>? groups))
        {
            groups.ForEach(Observe);
        }
    }

    public void ObserveAll()
    {
        foreach (string group in _groups.Keys)
        {
            Observe(group);
        }
    }

    /// <summary>Records moves, including those requested by the user.</summary>
    public void Record(string group, ValueList<HaMove> moves)
    {
        foreach (HaMove move in moves)
        {
            if (_placements.Count == PlacementsKept)
            {
                _placements.Dequeue();
            }

            _placements.Enqueue(new HaPlacement(world.Kernel.Elapsed, group, move));
            RecordEvent(move.From, $"{move.Label} ended on it");
            RecordEvent(move.To, $"{move.Label} runs on it");
        }
    }

    private void Observe(string name)
    {
        (HaGroup group, IGroupModel model) = _groups[name];
        (ValueList<HaMove> moves, ValueList<string> fenced) = model.Update(MemberView.Create(world, group.Nodes));
        Record(name, moves);
        Fence(name, fenced);
    }

    /// <summary>Powers off machines in an unknown state, except booting ones, which run nothing yet.</summary>
    public void Fence(string group, ValueList<string> nodes)
    {
        foreach (string name in nodes)
        {
            if (world.Inventory.FindHost(name) is { Machine.State: Models.MachineState.Running or Models.MachineState.Frozen } node)
            {
                world.RecordEvent(node, $"fenced by {group}");
                world.Nodes.CutPower(node);
            }
        }
    }

    private void RecordEvent(string? hosts, string message)
    {
        foreach (string host in hosts?.Split(", ") ?? [])
        {
            if (world.Inventory.FindHost(host) is { } node)
            {
                world.RecordEvent(node, message);
            }
        }
    }
}

/// <summary>Decides where the resources of a group run.</summary>
internal interface IGroupModel
{
    /// <summary>Nodes of each resource, by label.</summary>
    ValueMap<ValueList<string>> Placements { get; }

    /// <summary>Applies the state of the nodes. Returns the moves and the nodes to fence.</summary>
    (ValueList<HaMove> Moves, ValueList<string> Fenced) Update(MemberView view);
}
