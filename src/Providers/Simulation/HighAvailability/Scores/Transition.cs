namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Carries out what was chosen: fences, stops and starts, and lets fail what is told to.</summary>
internal sealed class Transition
{
    private readonly ScoreState _before;
    private readonly Board _board;
    private readonly ValueList<ScoreEvent> _failures;
    private readonly ValueList<string> _fenced;
    private readonly Dictionary<string, bool> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<Part> _blocked;
    private readonly HashSet<Part> _running = [];
    private ScoreState _state;

    public Transition(ScoreState before, Board board, ValueList<ScoreEvent> failures) =>
        (_before, _state, _board, _failures, _fenced, _blocked) =
            (before, before, board, failures, Fencing.Due(before), new BlockedStarts(board, before).Find());

    /// <summary>The state after it, and who was fenced.</summary>
    public (ScoreState State, ValueList<string> Fenced) Run()
    {
        foreach (string node in _fenced)
        {
            _state = _state.With(node, _state.Nodes[node] with { Membership = Membership.Left, History = ValueMap.Empty<NodeHistory>() });
        }

        foreach (Unit unit in _board.Units)
        {
            Runs(unit);
        }

        return (_state, _fenced);
    }

    /// <summary>Carries out a unit, those first that it needs; says whether it runs at the end.</summary>
    private bool Runs(Unit unit)
    {
        if (_ends.TryGetValue(unit.Id, out bool known))
        {
            return known;
        }

        _ends[unit.Id] = false;
        Unit[] needed = [.. _board.FirstOf(unit)];
        bool[] served = [.. needed.Select(Runs)];
        bool IsServed(Part part) => !_blocked.Contains(part) && needed.Index().All(first => Unit.IsPaired(first.Item, unit)
            ? first.Item.Parts.Exists(copy => copy.Node == part.Node && _running.Contains(copy))
            : served[first.Index]);
        return _ends[unit.Id] = unit.Kind == UnitKind.Clone ? RunsAny(unit, IsServed) : RunsAll(unit, IsServed);
    }

    /// <summary>Carries out a group or a single resource: each part needs the one before it.</summary>
    private bool RunsAll(Unit unit, Func<Part, bool> isServed)
    {
        bool runs = true;
        foreach (Part part in unit.Parts)
        {
            bool mayRun = MayRun(part) && isServed(part) && (unit.Kind != UnitKind.Group || runs);
            runs &= Enter(part, Leave(part, mayRun));
        }

        return runs;
    }

    /// <summary>Carries out a clone: copies leave their nodes before any starts, so that two can trade places.</summary>
    private bool RunsAny(Unit unit, Func<Part, bool> isServed)
    {
        Next[] next = [.. unit.Parts.Select(part => Leave(part, MayRun(part) && isServed(part)))];
        bool runs = false;
        foreach ((int index, Part part) in unit.Parts.Index())
        {
            runs |= Enter(part, next[index]);
        }

        return runs;
    }

    private bool MayRun(Part part) => part.Node != Part.Nowhere && MayStart(part);

    /// <summary>Stops a part where it may not stay, and says what comes next.</summary>
    private Next Leave(Part part, bool mayRun)
    {
        if (part.IsLeftAlone)
        {
            return part.On.Exists(node => !IsFenced(_board.Names[node])) ? Next.Stay : Next.End;
        }

        if (mayRun && part.On.Count == 1 && part.Current == part.Node && !part.IsFailed)
        {
            return Next.Stay;
        }

        ValueList<ScoreOrder> orders = _before.Configuration.Orders;
        if (orders.Any(order => _board.Find(order.First) == part.Unit && _board.Find(order.Then) is { } then && IsHeld(then, orders.Count)))
        {
            return part.On.Count > 0 ? Next.Stay : Next.End;
        }

        bool isStopped = true;
        foreach (int node in part.On)
        {
            isStopped &= Stop(part, _board.Names[node]);
        }

        return mayRun && isStopped ? Next.Start : Next.End;
    }

    /// <summary>Starts a part that is to start; says whether it runs at the end.</summary>
    private bool Enter(Part part, Next next)
    {
        bool runs = next == Next.Stay || (next == Next.Start && Start(part, _board.Names[part.Node]));
        if (runs)
        {
            _running.Add(part);
        }

        return runs;
    }

    /// <summary>Whether it runs where nothing can stop it: what it needs then goes on as well.</summary>
    private bool IsHeld(Unit unit, int depth) =>
        unit.Parts.Exists(part => part.On.Exists(node => !CanStop(part, _board.Names[node])))
        || (depth > 0 && unit.Parts.Exists(part => part.On.Count > 0)
            && _before.Configuration.Orders.Any(order => _board.Find(order.First) == unit && _board.Find(order.Then) is { } then && IsHeld(then, depth - 1)));

    private bool CanStop(Part part, string node) =>
        IsFenced(node) || (_before.Nodes[node].Membership == Membership.Online && _before.Nodes[node].Of(part.Id).State != Running.Stuck);

    private bool MayStart(Part part) => _before.MayStart(part.On.Count > 0);

    private bool Stop(Part part, string node)
    {
        if (IsFenced(node))
        {
            return true;
        }

        ScoreNodeState at = _state.Nodes[node];
        NodeHistory history = at.Of(part.Id);
        if (!CanStop(part, node))
        {
            return false;
        }

        bool fails = Fails(ScoreEventKind.StopFailure, part, node);
        _state = _state.With(node, at.With(part.Id, fails ? history with { State = Running.Stuck, FailCount = history.FailCount + 1 } : history with { State = Running.No }));
        return !fails;
    }

    private bool Start(Part part, string node)
    {
        ScoreNodeState at = _state.Nodes[node];
        NodeHistory history = at.Of(part.Id);
        bool fails = Fails(ScoreEventKind.StartFailure, part, node);
        NodeHistory after = fails
            ? history with { State = Running.Failed, FailCount = history.FailCount + 1 }
            : history with { State = Running.Yes };
        _state = _state.With(node, at.With(part.Id, after));
        return !fails;
    }

    private bool IsFenced(string node) => _fenced.Contains(node, StringComparer.Ordinal);

    private bool Fails(ScoreEventKind kind, Part part, string node) => _failures.Any(failure => failure.Kind == kind && failure.Resource == part.Id && failure.Node == node);

    /// <summary>What comes after a part left the nodes that it may not have.</summary>
    private enum Next
    {
        End,
        Stay,
        Start,
    }
}
