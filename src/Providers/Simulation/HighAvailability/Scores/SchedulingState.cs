namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of the node assignment: nodes by index, their free capacity, and units with their parts.</summary>
internal sealed class SchedulingState
{
    private readonly PacemakerState _state;
    private readonly Dictionary<string, int> _indexes;

    public SchedulingState(PacemakerState state)
    {
        _state = state;
        PacemakerConfiguration configuration = state.Configuration;
        Names = [.. configuration.Nodes.Select(node => node.Name)];
        _indexes = Names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        Health = [.. Names.Select(state.GetNodeStatus)];
        Capacity = [.. configuration.Nodes.Select(node => new Dictionary<string, int>(node.Capacity, StringComparer.Ordinal))];
        Load = new int[Names.Length];
        Listed = NodeTable.Listed(Names.Length);
        Units = [.. configuration.Resources.Select(CreateUnit)];
        new InitialScores(this, state).Apply();
        new ColocationBuilder(this).AddAll(configuration);
        Units = [.. Units.OrderByDescending(unit => unit.Priority)];
    }

    public string[] Names { get; }

    public PacemakerNodeStatus[] Health { get; }

    /// <summary>Free capacity by node and name.</summary>
    public Dictionary<string, int>[] Capacity { get; }

    /// <summary>All nodes in the order in which the allowed nodes of a part are iterated.</summary>
    public int[] Listed { get; }

    public int[] Load { get; }

    public List<ConfiguredResource> Units { get; set; }

    public PacemakerOptions Options => _state.Configuration.Options;

    public bool LacksFenceDevice => Options.IsStonithEnabled && !_state.Configuration.HasFenceDevice;

    public IEnumerable<PrimitiveInstance> Parts => Units.SelectMany(unit => unit.Parts);

    public int IndexOf(string node) => _indexes.TryGetValue(node, out int index) ? index : PrimitiveInstance.NoNode;

    public ConfiguredResource? Find(string id) =>
        Units.FirstOrDefault(unit => unit.Id == id) ?? Units.FirstOrDefault(unit => unit.Parts.Any(part => part.Id == id));

    /// <summary>Returns the units that must run before another, by the order constraints.</summary>
    public IEnumerable<ConfiguredResource> GetPredecessors(ConfiguredResource then) =>
        _state
            .Configuration.Orders.Where(order => Find(order.Then) == then)
            .Select(order => Find(order.First))
            .OfType<ConfiguredResource>();

    public bool IsAvailable(int node) => Health[node] == PacemakerNodeStatus.Online;

    public bool IsAvailable(int node, int score) => score != PrimitiveInstance.NotAllowed && score >= 0 && IsAvailable(node);

    public bool IsAnyAvailable(int[] scores) => Enumerable.Range(0, scores.Length).Any(node => IsAvailable(node, scores[node]));

    public void Assign(PrimitiveInstance part, int node)
    {
        part.IsAssigned = true;
        part.Node = node;
        if (node != PrimitiveInstance.NoNode)
        {
            Load[node]++;
            UtilizationMath.Subtract(Capacity[node], part.Resource.Utilization, 1);
        }
    }

    public void Unassign(PrimitiveInstance part)
    {
        Load[part.Node]--;
        UtilizationMath.Subtract(Capacity[part.Node], part.Resource.Utilization, -1);
        (part.IsAssigned, part.Node) = (false, PrimitiveInstance.NoNode);
    }

    private ConfiguredResource CreateUnit(PacemakerResource resource)
    {
        ResourceVariant uncloned = resource.Members.Count > 0 ? ResourceVariant.Group : ResourceVariant.Single;
        ResourceVariant kind = resource.CloneOf is null ? uncloned : ResourceVariant.Clone;
        string? copies = PrimitiveMeta.Find("clone-max", resource.MetaAttributes);
        string priority = PrimitiveMeta.Find("priority", resource.MetaAttributes, _state.Configuration.Defaults) ?? "0";
        bool isInterleaved = PacemakerOptions.IsTrue(PrimitiveMeta.Find("interleave", resource.MetaAttributes) ?? "");
        ConfiguredResource unit = new(
            resource.Id,
            kind,
            Score.Parse(priority),
            copies is null ? Names.Length : Score.Parse(copies),
            isInterleaved
        )
        {
            IsManaged = PacemakerOptions.IsTrue(
                PrimitiveMeta.Find("is-managed", resource.MetaAttributes, _state.Configuration.Defaults) ?? "true"
            ),
        };
        IEnumerable<PacemakerResource> parts = kind switch
        {
            ResourceVariant.Group => resource.Members,
            ResourceVariant.Single => [resource],
            _ => CreateCopies(resource, unit.MaxCopies),
        };
        foreach (PacemakerResource part in parts)
        {
            PrimitiveMeta meta = PrimitiveMeta.Create(part, resource, _state.Configuration);
            unit.Parts.Add(new PrimitiveInstance(unit, part, meta, Names.Length) { Number = unit.Parts.Count });
        }

        if (kind == ResourceVariant.Clone)
        {
            unit.WholeClone = new PrimitiveInstance(
                unit,
                resource.CloneOf!,
                PrimitiveMeta.Create(resource.CloneOf!, resource, _state.Configuration),
                Names.Length
            );
            SpreadCopies(unit);
        }
        else
        {
            foreach (PrimitiveInstance part in unit.Parts)
            {
                AddNodes(part);
            }
        }

        return unit;
    }

    // crm_simulate 2.1.5 lists one copy, an orphan, even if none may run.
    private IEnumerable<PacemakerResource> CreateCopies(PacemakerResource clone, int max) =>
        Enumerable.Repeat(clone.CloneOf!, Math.Max(1, Math.Max(max, _state.GetActiveNodes(clone.CloneOf!.Id).Count)));

    /// <summary>Assigns one copy to each node that runs a copy.</summary>
    private void SpreadCopies(ConfiguredResource unit)
    {
        int copy = 0;
        foreach ((int node, string name) in Names.Index())
        {
            if (copy < unit.Parts.Count && Runs(unit.Parts[copy], name))
            {
                AddNode(unit.Parts[copy++], node);
            }
        }
    }

    private void AddNodes(PrimitiveInstance part)
    {
        foreach ((int node, string name) in Names.Index())
        {
            if (Runs(part, name))
            {
                AddNode(part, node);
            }
        }
    }

    private bool Runs(PrimitiveInstance part, string node) => _state.Counts(_state.Nodes[node]) && _state.Runs(_state.Nodes[node], part.Id);

    private void AddNode(PrimitiveInstance part, int node)
    {
        part.RunningNodes.Add(node);
        ResourceRunState state = _state.Nodes[Names[node]].FindHistory(part.Id).State;
        part.IsFailed |= state != ResourceRunState.Started;
        part.IsBlocked |= state == ResourceRunState.StopFailed && !Options.IsStonithEnabled;
    }
}

/// <summary>Computes the scores before any assignment: symmetry, locations, stickiness, failures.</summary>
internal sealed class InitialScores(SchedulingState scheduling, PacemakerState state)
{
    public void Apply()
    {
        foreach (PrimitiveInstance part in scheduling.Units.SelectMany(unit => unit.ScoredParts))
        {
            Array.Fill(part.Scores, scheduling.Options.IsSymmetricCluster ? 0 : PrimitiveInstance.NotAllowed);
        }

        foreach (LocationConstraint location in state.Configuration.Locations)
        {
            ApplyLocation(location);
        }

        foreach (PrimitiveInstance part in scheduling.Units.SelectMany(unit => unit.ScoredParts))
        {
            ApplyStickiness(part);
            BanAfterFailures(part);
        }
    }

    private void ApplyLocation(LocationConstraint location)
    {
        int node = scheduling.IndexOf(location.Node);
        if (node == PrimitiveInstance.NoNode || scheduling.Find(location.Resource) is not { } unit)
        {
            return;
        }

        foreach (PrimitiveInstance part in unit.ScoredParts)
        {
            bool isMeant = unit.Id == location.Resource || part.Id == location.Resource;
            if (isMeant)
            {
                // Members follow the first member, so only the first member has the score.
                part.List(
                    node,
                    unit.Kind == ResourceVariant.Group && unit.Id == location.Resource && part != unit.First ? 0 : location.Value
                );
            }
        }
    }

    /// <summary>Fixes an unmanaged part to its current node regardless of locations; affects dependents.</summary>
    private static void ApplyStickiness(PrimitiveInstance part)
    {
        if (part.IsUnmanaged)
        {
            part.RunningNodes.ForEach(node => part.List(node, Score.Infinity));
        }
        else if (part.Meta.Stickiness != 0 && part.RunningNodes.Count == 1)
        {
            part.Add(part.Current, part.Meta.Stickiness);
        }
    }

    private void BanAfterFailures(PrimitiveInstance part)
    {
        foreach ((int node, string name) in scheduling.Names.Index())
        {
            NodeHistory history = state.Nodes[name].FindHistory(part.Id);
            if (part.Meta.Threshold > 0 && history.FailCount >= part.Meta.Threshold)
            {
                part.Add(node, -Score.Infinity);
            }
        }
    }
}

/// <summary>Creates the colocations of the configuration and those within groups.</summary>
internal sealed class ColocationBuilder(SchedulingState scheduling)
{
    // A group passes its colocations to its first or last member when it is assigned, and each is inserted before those
    // of equal rank. Colocations of groups therefore end up in configuration order, those of single resources in
    // reverse order.
    private readonly List<(PrimitiveInstance Follower, ResolvedColocation Colocation)> _followsOfGroups = [];
    private readonly List<(PrimitiveInstance Leader, ResolvedColocation Colocation)> _leadsOfGroups = [];

    public void AddAll(PacemakerConfiguration configuration)
    {
        foreach (ColocationConstraint colocation in configuration.Colocations)
        {
            if (
                colocation.Value != 0
                && scheduling.Find(colocation.Resource) is { } follower
                && scheduling.Find(colocation.WithResource) is { } leader
            )
            {
                Add(follower, leader, colocation);
            }
        }

        foreach (ConfiguredResource group in scheduling.Units.Where(unit => unit.Kind == ResourceVariant.Group))
        {
            for (int member = 1; member < group.Parts.Count; member++)
            {
                PrimitiveInstance leader = group.Parts[member - 1];
                ResolvedColocation resolved = new(group.Parts[member], leader, Score.Infinity)
                {
                    Led = (group, leader.Id),
                    Following = (group, group.Parts[member].Id),
                };
                resolved.Follower.Follow(resolved);
                leader.Lead(resolved);
            }
        }

        foreach ((PrimitiveInstance follower, ResolvedColocation colocation) in _followsOfGroups.AsEnumerable().Reverse())
        {
            follower.Follow(colocation);
        }

        foreach ((PrimitiveInstance leader, ResolvedColocation colocation) in _leadsOfGroups.AsEnumerable().Reverse())
        {
            leader.Lead(colocation);
        }
    }

    private void Add(ConfiguredResource follower, ConfiguredResource leader, ColocationConstraint colocation)
    {
        // A clone follows and leads as a whole; its copies inherit the colocations when they are assigned.
        // A mandatory follower must be with the whole group, hence its last member; an optional one follows the first.
        PrimitiveInstance following = follower.WholeClone ?? FindMember(follower, colocation.Resource) ?? follower.First;
        PrimitiveInstance last = leader.WholeClone ?? FindMember(leader, colocation.WithResource) ?? leader.Last;
        PrimitiveInstance leading = leader.WholeClone
            ?? FindMember(leader, colocation.WithResource)
            ?? (colocation.Value >= Score.Infinity ? leader.Last : leader.First);
        ResolvedColocation resolved = new(following, leading, colocation.Value)
        {
            Led = (leader, colocation.WithResource),
            Following = (follower, colocation.Resource),
        };
        if (IsGroup(follower, colocation.Resource))
        {
            _followsOfGroups.Add((following, resolved));
        }
        else
        {
            following.Follow(resolved);
        }

        if (IsGroup(leader, colocation.WithResource))
        {
            _leadsOfGroups.Add((last, resolved));
        }
        else
        {
            last.Lead(resolved);
        }
    }

    private static bool IsGroup(ConfiguredResource unit, string id) => unit.Kind == ResourceVariant.Group && unit.Id == id;

    private static PrimitiveInstance? FindMember(ConfiguredResource unit, string id) =>
        unit.Id == id ? null : unit.Parts.Find(part => part.Id == id);
}
