namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Decides for every part whether it stays, stops or starts in the next transition, if nothing fails. Source:
/// Pacemaker's scheduler. A change restarts all dependents. Members of a group stop in reverse order, so an unmanaged
/// member blocks those before it.
/// </summary>
internal sealed class TransitionPlan
{
    private readonly ScoreState _state;
    private readonly Board _board;
    private readonly ValueList<string> _fenced;
    private readonly HashSet<Part> _blocked;
    private readonly Dictionary<Part, Next> _next = [];
    private readonly Dictionary<Unit, bool> _runs = [];

    public TransitionPlan(ScoreState state, Board board, ValueList<string> fenced)
    {
        (_state, _board, _fenced) = (state, board, fenced);
        _blocked = new BlockedStarts(board, state).Find();
        foreach (Unit unit in board.Units)
        {
            Runs(unit);
        }
    }

    public Next Of(Part part) => _next.GetValueOrDefault(part);

    /// <summary>Returns true if a stop of a part on a node can succeed.</summary>
    public bool CanStop(Part part, string node) =>
        IsFenced(node)
        || (_state.Nodes[node] is { Membership: Membership.Online } at && at.Of(part.Id).State != Running.Stuck);

    public bool IsFenced(string node) => _fenced.Contains(node, StringComparer.Ordinal);

    /// <summary>Decides for a unit, after the units that it requires. Returns true if it runs at the end.</summary>
    private bool Runs(Unit unit)
    {
        if (_runs.TryGetValue(unit, out bool known))
        {
            return known;
        }

        _runs[unit] = false;
        Unit[] needed = [.. _board.FirstOf(unit)];
        bool[] served = [.. needed.Select(Runs)];
        bool isClone = unit.Kind == UnitKind.Clone;
        bool runs = !isClone;
        bool isChanged = false;
        foreach (Part part in unit.Parts)
        {
            bool mayRun = part.Node != Part.Nowhere && _state.MayStart(part.On.Count > 0) && !_blocked.Contains(part)
                && needed.Index().All(first => IsServed(part, first.Item, served[first.Index]))
                && (unit.Kind != UnitKind.Group || runs);
            bool restarts = isChanged || needed.Any(first => IsChanged(part, first));
            Next next = Decide(part, mayRun, restarts);
            _next[part] = next;
            runs = isClone ? runs || next != Next.End : runs && next != Next.End;
            isChanged |= unit.Kind == UnitKind.Group && IsChanged(part);
        }

        return _runs[unit] = runs;
    }

    private bool IsServed(Part part, Unit first, bool runs) => Unit.IsPaired(first, part.Unit)
        ? first.Parts.Exists(copy => copy.Node == part.Node && Of(copy) != Next.End)
        : runs;

    /// <summary>Returns true if a unit that a part is ordered after changes.</summary>
    private bool IsChanged(Part part, Unit first)
    {
        bool isPaired = Unit.IsPaired(first, part.Unit);
        return first.Parts.Exists(other =>
            IsChanged(other) && (!isPaired || other.Node == part.Node || other.Current == part.Current));
    }

    private bool IsChanged(Part part) =>
        Of(part) == Next.Start || (Of(part) == Next.End && part.On.Count > 0 && !part.IsLeftAlone);

    private Next Decide(Part part, bool mayRun, bool restarts)
    {
        if (part.IsLeftAlone)
        {
            return IsLeft(part) ? Next.Stay : Next.End;
        }

        if (mayRun && !restarts && part.On.Count == 1 && part.Current == part.Node && !part.IsFailed)
        {
            return Next.Stay;
        }

        if (part.Unit is { Kind: UnitKind.Group, IsManaged: false } || IsHeldByMember(part))
        {
            // A managed member of an unmanaged group waits for the group.
            return IsLeft(part) ? Next.Stay : Next.End;
        }

        int orders = _state.Configuration.Orders.Count;
        if (ThenOf(part.Unit).Any(then => IsHeld(then, orders)))
        {
            return part.On.Count > 0 ? Next.Stay : Next.End;
        }

        return mayRun && part.On.TrueForAll(node => CanStop(part, _board.Names[node])) ? Next.Start : Next.End;
    }

    /// <summary>Returns the units that require a unit, by the order constraints.</summary>
    public IEnumerable<Unit> ThenOf(Unit first) =>
        _state.Configuration.Orders.Where(order => _board.Find(order.First) == first)
            .Select(order => _board.Find(order.Then))
            .OfType<Unit>();

    private bool IsLeft(Part part) => part.On.Exists(node => !IsFenced(_board.Names[node]));

    /// <summary>Returns true if a later member that runs without interruption cannot be stopped.</summary>
    private bool IsHeldByMember(Part part) =>
        part.Unit.Kind == UnitKind.Group
        && part.Unit.Parts.SkipWhile(other => other != part)
            .Skip(1)
            .TakeWhile(IsLeft)
            .Any(other => other.IsLeftAlone || other.On.Exists(node => !CanStop(other, _board.Names[node])));

    /// <summary>Returns true if the unit cannot be stopped, so the units that it requires continue.</summary>
    private bool IsHeld(Unit unit, int depth) =>
        unit.Parts.Exists(part => part.On.Exists(node => !CanStop(part, _board.Names[node])))
        || (depth > 0 && unit.Parts.Exists(part => part.On.Count > 0)
            && ThenOf(unit).Any(then => IsHeld(then, depth - 1)));

    internal enum Next
    {
        End,
        Stay,
        Start,
    }
}

/// <summary>
/// Finds assigned parts that cannot start: a required unit does not run, or a mandatory colocation cannot start.
/// Source: Pacemaker's scheduler. A start that cannot run blocks those of its mandatory colocations.
/// </summary>
internal sealed class BlockedStarts(Board board, ScoreState state)
{
    private readonly HashSet<Part> _blocked = [];

    public HashSet<Part> Find()
    {
        bool isMore = true;
        while (isMore)
        {
            Part[] found = [.. board.Parts.Where(part => HasStart(part) && !_blocked.Contains(part) && IsBlocked(part))];
            _blocked.UnionWith(found);
            isMore = found.Length > 0;
        }

        return _blocked;
    }

    private static bool HasStart(Part part) => part.Node != Part.Nowhere && !part.IsLeftAlone;

    private bool IsBlocked(Part part) =>
        !state.MayStart(part.On.Count > 0)
        || board.FirstOf(part.Unit).Any(first => !IsServed(part, first))
        || (part.Unit.Kind == UnitKind.Group && part.Unit.Parts.TakeWhile(other => other != part).Any(other => !Runs(other)))
        || MandatoryLeaders(part).Any(IsBlocked);

    private bool IsServed(Part part, Unit first)
    {
        if (Unit.IsPaired(first, part.Unit))
        {
            return first.Parts.Exists(copy => copy.Node == part.Node && Runs(copy));
        }

        return first.Kind == UnitKind.Clone ? first.Parts.Exists(Runs) : first.Parts.TrueForAll(Runs);
    }

    private bool Runs(Part part) => part.IsLeftAlone ? part.On.Count > 0 : part.Node != Part.Nowhere && !_blocked.Contains(part);

    /// <summary>Returns the other units that a part or its whole unit must be colocated with.</summary>
    private static IEnumerable<Unit> MandatoryLeaders(Part part) => part.Unit.Scored
        .Where(other => part.Unit.Kind == UnitKind.Group || other == part || other == part.Unit.Whole)
        .SelectMany(other => other.Follows)
        .Where(bond => bond.Value >= Score.Infinity && bond.Leader.Unit != part.Unit)
        .Select(bond => bond.Leader.Unit);

    /// <summary>Returns true if the unit has nodes but no part can start, which blocks its dependents.</summary>
    private bool IsBlocked(Unit leader) =>
        leader.Parts.Exists(HasStart)
        && leader.Parts.TrueForAll(part => part.Node == Part.Nowhere || (HasStart(part) && _blocked.Contains(part)));
}
