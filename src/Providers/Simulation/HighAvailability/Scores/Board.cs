namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of the node assignment: nodes by index, their free capacity, and units with their parts.</summary>
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

    /// <summary>Free capacity by node and name.</summary>
    public Dictionary<string, int>[] Room { get; }

    /// <summary>All nodes in the order in which the allowed ones of a part are iterated.</summary>
    public int[] Listed { get; }

    public int[] Load { get; }

    public List<Unit> Units { get; set; }

    public ScoreOptions Options => _state.Configuration.Options;

    public bool LacksFenceDevice => Options.Fences && !_state.Configuration.HasFenceDevice;

    public IEnumerable<Part> Parts => Units.SelectMany(unit => unit.Parts);

    public int IndexOf(string node) => _indexes.TryGetValue(node, out int index) ? index : Part.Nowhere;

    public Unit? Find(string id) => Units.FirstOrDefault(unit => unit.Id == id) ?? Units.FirstOrDefault(unit => unit.Parts.Any(part => part.Id == id));

    /// <summary>Returns the units that must run before another, by the order constraints.</summary>
    public IEnumerable<Unit> FirstOf(Unit then) =>
        _state.Configuration.Orders.Where(order => Find(order.Then) == then).Select(order => Find(order.First)).OfType<Unit>();

    public bool IsAvailable(int node) => Health[node] == NodeHealth.Online;

    public bool IsAvailable(int node, int score) => score != Part.NotListed && score >= 0 && IsAvailable(node);

    public bool IsAnyAvailable(int[] scores) => Enumerable.Range(0, scores.Length).Any(node => IsAvailable(node, scores[node]));

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

    /// <summary>Assigns each node that runs a copy one copy of its own.</summary>
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

/// <summary>Computes the scores before any assignment: symmetry, locations, stickiness, failures.</summary>
internal sealed class BoardScores(Board board, ScoreState state)
{
    public void Apply()
    {
        foreach (Part part in board.Units.SelectMany(unit => unit.Scored))
        {
            Array.Fill(part.Scores, board.Options.IsSymmetric ? 0 : Part.NotListed);
        }

        foreach (ScoreLocation location in state.Configuration.Locations)
        {
            Locate(location);
        }

        foreach (Part part in board.Units.SelectMany(unit => unit.Scored))
        {
            Stick(part);
            BanAfterFailures(part);
        }
    }

    private void Locate(ScoreLocation location)
    {
        int node = board.IndexOf(location.Node);
        if (node == Part.Nowhere || board.Find(location.Resource) is not { } unit)
        {
            return;
        }

        foreach (Part part in unit.Scored)
        {
            bool isMeant = unit.Id == location.Resource || part.Id == location.Resource;
            if (isMeant)
            {
                // Members follow the first one, so only that one has the score.
                part.List(node, unit.Kind == UnitKind.Group && unit.Id == location.Resource && part != unit.First ? 0 : location.Value);
            }
        }
    }

    /// <summary>Fixes an unmanaged part to its current node regardless of locations; affects dependents.</summary>
    private static void Stick(Part part)
    {
        if (part.IsUnmanaged)
        {
            part.On.ForEach(node => part.List(node, Score.Infinity));
        }
        else if (part.Meta.Stickiness != 0 && part.On.Count == 1)
        {
            part.Add(part.Current, part.Meta.Stickiness);
        }
    }

    private void BanAfterFailures(Part part)
    {
        foreach ((int node, string name) in board.Names.Index())
        {
            NodeHistory history = state.Nodes[name].Of(part.Id);
            if (part.Meta.Threshold > 0 && history.FailCount >= part.Meta.Threshold)
            {
                part.Add(node, -Score.Infinity);
            }
        }
    }
}

/// <summary>Creates the colocation bonds of the configuration and those within groups.</summary>
internal sealed class BondMaker(Board board)
{
    // A group passes its bonds to its first or last member when it is assigned, and each is inserted before those of
    // equal rank. Bonds of groups therefore end up in configuration order, those of single resources in reverse order.
    private readonly List<(Part Follower, Bond Bond)> _followsOfGroups = [];
    private readonly List<(Part Leader, Bond Bond)> _leadsOfGroups = [];

    public void Tie(ScoreConfiguration configuration)
    {
        foreach (ScoreColocation colocation in configuration.Colocations)
        {
            if (colocation.Value != 0 && board.Find(colocation.Resource) is { } follower && board.Find(colocation.With) is { } leader)
            {
                Tie(follower, leader, colocation);
            }
        }

        foreach (Unit group in board.Units.Where(unit => unit.Kind == UnitKind.Group))
        {
            for (int member = 1; member < group.Parts.Count; member++)
            {
                Part leader = group.Parts[member - 1];
                Bond bond = new(group.Parts[member], leader, Score.Infinity)
                {
                    Led = (group, leader.Id),
                    Following = (group, group.Parts[member].Id),
                };
                bond.Follower.Follow(bond);
                leader.Lead(bond);
            }
        }

        _followsOfGroups.AsEnumerable().Reverse().ToList().ForEach(entry => entry.Follower.Follow(entry.Bond));
        _leadsOfGroups.AsEnumerable().Reverse().ToList().ForEach(entry => entry.Leader.Lead(entry.Bond));
    }

    private void Tie(Unit follower, Unit leader, ScoreColocation colocation)
    {
        // A clone follows and leads as a whole; its copies inherit the bonds when they are assigned.
        // A mandatory follower must be with the whole group, hence its last member; an optional one follows the first.
        Part following = follower.Whole ?? Named(follower, colocation.Resource) ?? follower.First;
        Part last = leader.Whole ?? Named(leader, colocation.With) ?? leader.Last;
        Part leading = leader.Whole ?? Named(leader, colocation.With) ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
        Bond bond = new(following, leading, colocation.Value) { Led = (leader, colocation.With), Following = (follower, colocation.Resource) };
        if (IsGroup(follower, colocation.Resource))
        {
            _followsOfGroups.Add((following, bond));
        }
        else
        {
            following.Follow(bond);
        }

        if (IsGroup(leader, colocation.With))
        {
            _leadsOfGroups.Add((last, bond));
        }
        else
        {
            last.Lead(bond);
        }
    }

    private static bool IsGroup(Unit unit, string id) => unit.Kind == UnitKind.Group && unit.Id == id;

    private static Part? Named(Unit unit, string id) => unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
