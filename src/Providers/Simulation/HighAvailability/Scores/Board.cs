namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A cluster while nodes are chosen: nodes by index, what they still have to offer, units and their parts.</summary>
internal sealed class Board
{
    private readonly ScoreState _state;
    private readonly Dictionary<string, int> _indexes;

    public Board(ScoreState state)
    {
        _state = state;
        ScoreConfiguration configuration = state.Configuration;
        Names = [.. configuration.Nodes.Select(node => node.Name)];
        _indexes = Names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        Health = [.. Names.Select(state.HealthOf)];
        Room = [.. configuration.Nodes.Select(node => new Dictionary<string, int>(node.Capacity, StringComparer.Ordinal))];
        Load = new int[Names.Length];
        Listed = NodeTable.Listed(Names.Length);
        Units = [.. configuration.Resources.Select(MakeUnit)];
        new BoardScores(this, state).Apply();
        new BondMaker(this).Tie(configuration);
        Units = [.. Units.OrderByDescending(unit => unit.Priority)];
    }

    public string[] Names { get; }

    public NodeHealth[] Health { get; }

    /// <summary>What a node has left, by node and name.</summary>
    public Dictionary<string, int>[] Room { get; }

    /// <summary>All nodes in the order in which those that a part may have are looked at.</summary>
    public int[] Listed { get; }

    /// <summary>How many parts were assigned to a node.</summary>
    public int[] Load { get; }

    public List<Unit> Units { get; set; }

    public ScoreOptions Options => _state.Configuration.Options;

    public bool HasQuorum => _state.HasQuorum;

    public bool LacksFenceDevice => Options.Fences && !_state.Configuration.HasFenceDevice;

    public IEnumerable<Part> Parts => Units.SelectMany(unit => unit.Parts);

    public int IndexOf(string node) => _indexes.TryGetValue(node, out int index) ? index : Part.Nowhere;

    public Unit? Find(string id) => Units.FirstOrDefault(unit => unit.Id == id) ?? Units.FirstOrDefault(unit => unit.Parts.Any(part => part.Id == id));

    /// <summary>The units that must run before another does, by the orders of the configuration.</summary>
    public IEnumerable<Unit> FirstOf(Unit then) =>
        _state.Configuration.Orders.Where(order => Find(order.Then) == then).Select(order => Find(order.First)).OfType<Unit>();

    /// <summary>Whether a node may run anything.</summary>
    public bool IsAvailable(int node) => Health[node] == NodeHealth.Online;

    /// <summary>Whether a node may run something that has this score there.</summary>
    public bool IsAvailable(int node, int score) => score != Part.NotListed && score >= 0 && IsAvailable(node);

    public bool IsAnyAvailable(int[] scores) => Enumerable.Range(0, scores.Length).Any(node => IsAvailable(node, scores[node]));

    /// <summary>Gives a part its node, or none.</summary>
    public void Take(Part part, int node)
    {
        part.IsAssigned = true;
        part.Node = node;
        if (node != Part.Nowhere)
        {
            Load[node]++;
            Rooms.Take(Room[node], part.Resource.Needs, 1);
        }
    }

    /// <summary>Takes the node of a part back, as if it had not been chosen.</summary>
    public void TakeBack(Part part)
    {
        Load[part.Node]--;
        Rooms.Take(Room[part.Node], part.Resource.Needs, -1);
        (part.IsAssigned, part.Node) = (false, Part.Nowhere);
    }

    private Unit MakeUnit(ScoreResource resource)
    {
        UnitKind kind = resource.CopyOf is not null ? UnitKind.Clone : resource.Members.Count > 0 ? UnitKind.Group : UnitKind.Single;
        string? copies = PartMeta.Find("clone-max", resource.Meta);
        string? priority = PartMeta.Find("priority", resource.Meta, _state.Configuration.Defaults);
        bool isInterleaved = ScoreOptions.IsTrue(PartMeta.Find("interleave", resource.Meta) ?? "");
        Unit unit = new(
            resource.Id,
            kind,
            priority is null ? 0 : Score.Parse(priority),
            copies is null ? Names.Length : Score.Parse(copies),
            isInterleaved)
        {
            IsManaged = ScoreOptions.IsTrue(PartMeta.Find("is-managed", resource.Meta, _state.Configuration.Defaults) ?? "true"),
        };
        foreach (ScoreResource part in kind switch { UnitKind.Group => resource.Members, UnitKind.Single => [resource], _ => Copies(resource, unit.CopiesMax) })
        {
            PartMeta meta = PartMeta.Of(part, resource, _state.Configuration);
            unit.Parts.Add(new Part(unit, part, meta, Names.Length) { Number = unit.Parts.Count });
        }

        if (kind == UnitKind.Clone)
        {
            unit.Whole = new Part(unit, resource.CopyOf!, PartMeta.Of(resource.CopyOf!, resource, _state.Configuration), Names.Length);
            SpreadCopies(unit);
        }
        else
        {
            unit.Parts.ForEach(part => Names.Index().Where(entry => Runs(part, entry.Item)).ToList().ForEach(entry => Put(part, entry.Index)));
        }

        return unit;
    }

    private IEnumerable<ScoreResource> Copies(ScoreResource clone, int max) =>
        Enumerable.Repeat(clone.CopyOf!, Math.Max(max, _state.PlacesOf(clone.CopyOf!.Id).Count));

    /// <summary>Each node that runs a copy has one of its own.</summary>
    private void SpreadCopies(Unit unit)
    {
        int copy = 0;
        foreach ((int node, string name) in Names.Index())
        {
            if (copy < unit.Parts.Count && Runs(unit.Parts[copy], name))
            {
                Put(unit.Parts[copy++], node);
            }
        }
    }

    private bool Runs(Part part, string node) => _state.Counts(_state.Nodes[node]) && _state.Runs(_state.Nodes[node], part.Id);

    private void Put(Part part, int node)
    {
        part.On.Add(node);
        Running state = _state.Nodes[Names[node]].Of(part.Id).State;
        part.IsFailed |= state != Running.Yes;
        part.IsBlocked |= state == Running.Stuck && !Options.Fences;
    }
}
