namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Executes an assignment: fences, stops, starts, and injects the requested failures. Ends at the first failure, and
/// the rest is planned again, as Pacemaker aborts a transition.
/// </summary>
internal sealed class Transition
{
    private readonly Board _board;
    private readonly ValueList<ScoreEvent> _failures;
    private readonly ValueList<string> _fenced;
    private readonly TransitionPlan _plan;
    private readonly HashSet<Unit> _stopped = [];
    private readonly HashSet<Unit> _started = [];
    private ScoreState _state;
    private bool _isAborted;

    public Transition(ScoreState before, Board board, ValueList<ScoreEvent> failures)
    {
        (_state, _board, _failures, _fenced) = (before, board, failures, Fencing.Due(before));
        _plan = new TransitionPlan(before, board, _fenced);
    }

    public (ScoreState State, ValueList<string> Fenced) Run()
    {
        foreach (string node in _fenced)
        {
            ScoreNodeState at = _state.Nodes[node] with { Membership = Membership.Left };
            _state = _state.With(node, at with { History = ValueMap.Empty<NodeHistory>() });
        }

        foreach (Unit unit in _board.Units)
        {
            Start(unit);
        }

        return (_state, _fenced);
    }

    /// <summary>Stops the parts of a unit: dependents first, the last member of a group first.</summary>
    private void Stop(Unit unit)
    {
        if (!_stopped.Add(unit))
        {
            return;
        }

        foreach (Unit then in _plan.ThenOf(unit))
        {
            Stop(then);
        }

        IEnumerable<Part> parts = unit.Kind == UnitKind.Group ? unit.Parts.AsEnumerable().Reverse() : unit.Numbered;
        foreach (Part part in parts.Where(part => _plan.Of(part) != TransitionPlan.Next.Stay && !part.IsLeftAlone))
        {
            part.On.ForEach(node => Stop(part, _board.Names[node]));
        }
    }

    /// <summary>Starts the parts of a unit, after its stops and after the units that it requires.</summary>
    private void Start(Unit unit)
    {
        if (!_started.Add(unit))
        {
            return;
        }

        Stop(unit);
        foreach (Unit first in _board.FirstOf(unit))
        {
            Start(first);
        }

        foreach (Part part in unit.Numbered.Where(part => _plan.Of(part) == TransitionPlan.Next.Start))
        {
            Start(part, _board.Names[part.Node]);
        }
    }

    private void Stop(Part part, string node)
    {
        ScoreNodeState at = _state.Nodes[node];
        if (_isAborted || _plan.IsFenced(node) || !_plan.CanStop(part, node))
        {
            return;
        }

        NodeHistory history = at.Of(part.Id);
        _isAborted = Fails(ScoreEventKind.StopFailure, part, node);
        NodeHistory after = _isAborted ? Failed(history, Running.Stuck) : history with { State = Running.No };
        _state = _state.With(node, at.With(part.Id, after));
    }

    private void Start(Part part, string node)
    {
        if (_isAborted)
        {
            return;
        }

        ScoreNodeState at = _state.Nodes[node];
        NodeHistory history = at.Of(part.Id);
        _isAborted = Fails(ScoreEventKind.StartFailure, part, node);
        NodeHistory after = _isAborted ? Failed(history, Running.Failed) : history with { State = Running.Yes };
        _state = _state.With(node, at.With(part.Id, after));
    }

    private static NodeHistory Failed(NodeHistory history, Running state) =>
        history with { State = state, FailCount = history.FailCount + 1 };

    private bool Fails(ScoreEventKind kind, Part part, string node) =>
        _failures.Any(failure => failure.Kind == kind && failure.Resource == part.Id && failure.Node == node);
}

internal static class Fencing
{
    public static ValueList<string> Due(ScoreState state) => state.Nodes.Keys.Where(node => MustBe(state, node) && MayBe(state, node)).ToValueList();

    public static bool MayBe(ScoreState state, string node)
    {
        ScoreOptions options = state.Configuration.Options;
        return options.Fences && !options.IsInMaintenance && state.Configuration.HasFenceDevice
            && (state.HasQuorum || options.WithoutQuorum == QuorumPolicy.Ignore || state.Nodes[node].Membership == Membership.Online);
    }

    private static bool MustBe(ScoreState state, string node) => state.HealthOf(node) == NodeHealth.Unclean || MustFenceItself(state, node);

    // Pacemaker Explained, cluster options, no-quorum-policy: "suicide: fence all nodes in the affected cluster
    // partition". Its scheduler uses "stop" instead as long as the cluster "has never had quorum".
    private static bool MustFenceItself(ScoreState state, string node) =>
        state is { HasQuorum: false, HadQuorum: true } && state.Configuration.Options.WithoutQuorum == QuorumPolicy.Suicide && state.Nodes[node].Membership == Membership.Online;
}
