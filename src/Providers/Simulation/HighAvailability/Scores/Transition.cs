namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Carries out what was chosen: fences, stops and starts, and lets fail what is told to.</summary>
internal sealed class Transition
{
    private readonly ScoreState _before;
    private readonly Board _board;
    private readonly ValueList<ScoreEvent> _failures;
    private readonly ValueList<string> _fenced;
    private readonly Dictionary<string, bool> _ends = new(StringComparer.Ordinal);
    private ScoreState _state;

    public Transition(ScoreState before, Board board, ValueList<ScoreEvent> failures) =>
        (_before, _state, _board, _failures, _fenced) = (before, before, board, failures, Fencing.Due(before));

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
        bool isServed = _before.Configuration.Orders.Where(order => _board.Find(order.Then) == unit).All(order => _board.Find(order.First) is not { } first || Runs(first));
        bool runs = unit.Kind != UnitKind.Clone;
        foreach (Part part in unit.Parts)
        {
            bool ends = CarryOut(part, isServed && (unit.Kind != UnitKind.Group || runs));
            runs = unit.Kind == UnitKind.Clone ? runs || ends : runs && ends;
        }

        return _ends[unit.Id] = runs;
    }

    private bool CarryOut(Part part, bool isServed)
    {
        if (part.IsLeftAlone)
        {
            return part.On.Exists(node => !IsFenced(_board.Names[node]));
        }

        bool mayRun = part.Node != Part.Nowhere && isServed && MayStart(part);
        if (mayRun && part.On.Count == 1 && part.Current == part.Node && !part.IsFailed)
        {
            return true;
        }

        if (_before.Configuration.Orders.Any(order => _board.Find(order.First) == part.Unit && _board.Find(order.Then) is { } then && IsHeld(then, _before.Configuration.Orders.Count)))
        {
            return part.On.Count > 0;
        }

        bool isStopped = true;
        foreach (int node in part.On)
        {
            isStopped &= Stop(part, _board.Names[node]);
        }

        return mayRun && isStopped && Start(part, _board.Names[part.Node]);
    }

    /// <summary>Whether it runs where nothing can stop it: what it needs then goes on as well.</summary>
    private bool IsHeld(Unit unit, int depth) =>
        unit.Parts.Exists(part => part.On.Exists(node => !CanStop(part, _board.Names[node])))
        || (depth > 0 && unit.Parts.Exists(part => part.On.Count > 0)
            && _before.Configuration.Orders.Any(order => _board.Find(order.First) == unit && _board.Find(order.Then) is { } then && IsHeld(then, depth - 1)));

    private bool CanStop(Part part, string node) =>
        IsFenced(node) || (_before.Nodes[node].Membership == Membership.Online && _before.Nodes[node].Of(part.Id).State != Running.Stuck);

    private bool MayStart(Part part) => _before.HasQuorum || _before.Configuration.Options.WithoutQuorum switch
    {
        QuorumPolicy.Ignore => true,
        QuorumPolicy.Freeze => part.On.Count > 0,
        _ => false,
    };

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
}
