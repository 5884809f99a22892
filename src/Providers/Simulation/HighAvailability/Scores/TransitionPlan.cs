namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Decides for every part whether it stays, stops or starts in the next transition, if nothing fails. Source:
/// Pacemaker's scheduler. A change restarts all dependents. Members of a group stop in reverse order, so an unmanaged
/// member blocks those before it.
/// </summary>
internal sealed class TransitionPlan
{
    private readonly PacemakerState _state;
    private readonly SchedulingState _scheduling;
    private readonly ValueList<string> _fenced;
    private readonly HashSet<PrimitiveInstance> _blocked;
    private readonly Dictionary<PrimitiveInstance, TransitionAction> _next = [];
    private readonly Dictionary<ConfiguredResource, bool> _runsAfterwards = [];

    public TransitionPlan(PacemakerState state, SchedulingState scheduling, ValueList<string> fenced)
    {
        (_state, _scheduling, _fenced) = (state, scheduling, fenced);
        _blocked = new BlockedStarts(scheduling, state).Find();
        foreach (ConfiguredResource unit in scheduling.Units)
        {
            DecideUnit(unit);
        }
    }

    public TransitionAction GetAction(PrimitiveInstance part) => _next.GetValueOrDefault(part);

    /// <summary>Returns true if a stop of a part on a node can succeed.</summary>
    public bool CanStop(PrimitiveInstance part, string node) =>
        IsFenced(node)
        || (
            _state.Nodes[node] is { Membership: MembershipState.Online } nodeState
            && nodeState.FindHistory(part.Id).State != ResourceRunState.StopFailed
        );

    public bool IsFenced(string node) => _fenced.Contains(node, StringComparer.Ordinal);

    /// <summary>Decides for a unit, after its predecessors. Returns true if it runs after the transition.</summary>
    private bool DecideUnit(ConfiguredResource unit)
    {
        if (_runsAfterwards.TryGetValue(unit, out bool decided))
        {
            return decided;
        }

        _runsAfterwards[unit] = false;
        ConfiguredResource[] predecessors = [.. _scheduling.GetPredecessors(unit)];
        bool[] predecessorRuns = [.. predecessors.Select(DecideUnit)];
        bool isClone = unit.Kind == ResourceVariant.Clone;
        bool runs = !isClone;
        bool isChanged = false;
        foreach (PrimitiveInstance part in unit.Parts)
        {
            bool canRun =
                part.Node != PrimitiveInstance.NoNode
                && _state.CanStart(part.RunningNodes.Count > 0)
                && !_blocked.Contains(part)
                && predecessors.Index().All(first => IsRequirementMet(part, first.Item, predecessorRuns[first.Index]))
                && (unit.Kind != ResourceVariant.Group || runs);
            bool mustRestart = isChanged || predecessors.Any(first => IsChanged(part, first));
            TransitionAction next = Decide(part, canRun, mustRestart);
            _next[part] = next;
            bool partRuns = next != TransitionAction.End;

            // One running copy suffices for a clone. A group runs only as a whole.
            runs = isClone ? (runs || partRuns) : (runs && partRuns);
            isChanged |= unit.Kind == ResourceVariant.Group && IsChanged(part);
        }

        return _runsAfterwards[unit] = runs;
    }

    private bool IsRequirementMet(PrimitiveInstance part, ConfiguredResource first, bool runs) =>
        ConfiguredResource.IsPaired(first, part.Unit)
            ? first.Parts.Exists(copy => copy.Node == part.Node && GetAction(copy) != TransitionAction.End)
            : runs;

    /// <summary>Returns true if a unit that precedes a part in an order constraint changes.</summary>
    private bool IsChanged(PrimitiveInstance part, ConfiguredResource first)
    {
        bool isPaired = ConfiguredResource.IsPaired(first, part.Unit);
        return first.Parts.Exists(firstPart =>
            IsChanged(firstPart) && (!isPaired || firstPart.Node == part.Node || firstPart.Current == part.Current)
        );
    }

    private bool IsChanged(PrimitiveInstance part) =>
        GetAction(part) == TransitionAction.Start
        || (GetAction(part) == TransitionAction.End && part.RunningNodes.Count > 0 && !part.IsLeftUnchanged);

    private TransitionAction Decide(PrimitiveInstance part, bool canRun, bool mustRestart)
    {
        if (part.IsLeftUnchanged)
        {
            return RunsOnUnfencedNode(part) ? TransitionAction.Stay : TransitionAction.End;
        }

        if (canRun && !mustRestart && part.RunningNodes.Count == 1 && part.Current == part.Node && !part.IsFailed)
        {
            return TransitionAction.Stay;
        }

        if (part.Unit is { Kind: ResourceVariant.Group, IsManaged: false } || IsBlockedByLaterMember(part))
        {
            // A managed member of an unmanaged group waits for the group.
            return RunsOnUnfencedNode(part) ? TransitionAction.Stay : TransitionAction.End;
        }

        int maxDepth = _state.Configuration.Orders.Count;
        if (GetSuccessors(part.Unit).Any(then => IsBlocked(then, maxDepth)))
        {
            return part.RunningNodes.Count > 0 ? TransitionAction.Stay : TransitionAction.End;
        }

        return canRun && part.RunningNodes.TrueForAll(node => CanStop(part, _scheduling.Names[node]))
            ? TransitionAction.Start
            : TransitionAction.End;
    }

    /// <summary>Returns the units that require a unit, by the order constraints.</summary>
    public IEnumerable<ConfiguredResource> GetSuccessors(ConfiguredResource first) =>
        _state
            .Configuration.Orders.Where(order => _scheduling.Find(order.First) == first)
            .Select(order => _scheduling.Find(order.Then))
            .OfType<ConfiguredResource>();

    private bool RunsOnUnfencedNode(PrimitiveInstance part) => part.RunningNodes.Exists(node => !IsFenced(_scheduling.Names[node]));

    /// <summary>Returns true if one of the running members directly after a part cannot be stopped.</summary>
    private bool IsBlockedByLaterMember(PrimitiveInstance part) =>
        part.Unit.Kind == ResourceVariant.Group
        && part.Unit.Parts.SkipWhile(sibling => sibling != part)
            .Skip(1)
            .TakeWhile(RunsOnUnfencedNode)
            .Any(sibling => sibling.IsLeftUnchanged || sibling.RunningNodes.Exists(node => !CanStop(sibling, _scheduling.Names[node])));

    /// <summary>
    /// Returns true if a unit or one that requires it cannot be stopped, so its predecessors stay. A managed group with
    /// an unmanaged member cannot.
    /// </summary>
    private bool IsBlocked(ConfiguredResource unit, int depth) =>
        unit.Parts.Exists(part =>
            (unit is { Kind: ResourceVariant.Group, IsManaged: true } && part.IsLeftUnchanged && RunsOnUnfencedNode(part))
            || part.RunningNodes.Exists(node => !CanStop(part, _scheduling.Names[node]))
        )
        || (
            depth > 0
            && unit.Parts.Exists(part => part.RunningNodes.Count > 0)
            && GetSuccessors(unit).Any(then => IsBlocked(then, depth - 1))
        );

    internal enum TransitionAction
    {
        End,
        Stay,
        Start,
    }
}

/// <summary>
/// Finds assigned parts that cannot start: a required unit does not run, or a mandatory colocation cannot start.
/// Source: Pacemaker's scheduler. A start that cannot run blocks the starts of its mandatory colocations.
/// </summary>
internal sealed class BlockedStarts(SchedulingState scheduling, PacemakerState state)
{
    private readonly HashSet<PrimitiveInstance> _blocked = [];

    public HashSet<PrimitiveInstance> Find()
    {
        bool hasFound = true;
        while (hasFound)
        {
            PrimitiveInstance[] newlyBlocked =
            [
                .. scheduling.Parts.Where(part => IsStartable(part) && !_blocked.Contains(part) && IsBlocked(part)),
            ];
            _blocked.UnionWith(newlyBlocked);
            hasFound = newlyBlocked.Length > 0;
        }

        return _blocked;
    }

    private static bool IsStartable(PrimitiveInstance part) => part.Node != PrimitiveInstance.NoNode && !part.IsLeftUnchanged;

    private bool IsBlocked(PrimitiveInstance part) =>
        !state.CanStart(part.RunningNodes.Count > 0)
        || scheduling.GetPredecessors(part.Unit).Any(first => !IsRequirementMet(part, first))
        || (
            part.Unit.Kind == ResourceVariant.Group
            && part.Unit.Parts.TakeWhile(sibling => sibling != part).Any(sibling => !CanRun(sibling))
        )
        || GetMandatoryLeaders(part).Any(IsBlocked);

    private bool IsRequirementMet(PrimitiveInstance part, ConfiguredResource first)
    {
        if (ConfiguredResource.IsPaired(first, part.Unit))
        {
            return first.Parts.Exists(copy => copy.Node == part.Node && CanRun(copy));
        }

        return first.Kind == ResourceVariant.Clone ? first.Parts.Exists(CanRun) : first.Parts.TrueForAll(CanRun);
    }

    private bool CanRun(PrimitiveInstance part) =>
        part.IsLeftUnchanged ? part.RunningNodes.Count > 0 : part.Node != PrimitiveInstance.NoNode && !_blocked.Contains(part);

    /// <summary>
    /// Returns the other units that a part or its whole unit must be colocated with, without groups: Pacemaker 2.1.5
    /// blocks no dependent of a group.
    /// </summary>
    private static IEnumerable<ConfiguredResource> GetMandatoryLeaders(PrimitiveInstance part) =>
        part
            .Unit.ScoredParts.Where(scored => part.Unit.Kind == ResourceVariant.Group || scored == part || scored == part.Unit.WholeClone)
            .SelectMany(scored => scored.Follows)
            .Where(colocation => colocation.Value >= Score.Infinity && colocation.Leader.Unit != part.Unit)
            .Select(colocation => colocation.Leader.Unit)
            .Where(leader => leader.Kind != ResourceVariant.Group);

    /// <summary>Returns true if the unit has nodes but no part can start, which blocks its dependents.</summary>
    private bool IsBlocked(ConfiguredResource leader) =>
        leader.Parts.Exists(IsStartable)
        && leader.Parts.TrueForAll(part => part.Node == PrimitiveInstance.NoNode || (IsStartable(part) && _blocked.Contains(part)));
}
