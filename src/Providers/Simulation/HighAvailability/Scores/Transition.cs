namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Executes an assignment: fences, stops, starts, and injects the requested failures. Ends at the first failure; the
/// rest is then planned again, as when Pacemaker aborts a transition.
/// </summary>
internal sealed class Transition
{
    private readonly SchedulingState _scheduling;
    private readonly ValueList<PacemakerEvent> _failures;
    private readonly ValueList<string> _fenced;
    private readonly TransitionPlan _plan;
    private readonly HashSet<ConfiguredResource> _stopped = [];
    private readonly HashSet<ConfiguredResource> _started = [];
    private PacemakerState _state;
    private bool _isAborted;

    public Transition(PacemakerState before, SchedulingState scheduling, ValueList<PacemakerEvent> failures)
    {
        (_state, _scheduling, _failures, _fenced) = (before, scheduling, failures, Fencing.Due(before));
        _plan = new TransitionPlan(before, scheduling, _fenced);
    }

    public (PacemakerState State, ValueList<string> Fenced) Run()
    {
        foreach (string node in _fenced)
        {
            PacemakerNodeState at = _state.Nodes[node] with { Membership = MembershipState.Left };
            _state = _state.With(node, at with { History = ValueMap.Empty<NodeHistory>() });
        }

        foreach (ConfiguredResource unit in _scheduling.Units)
        {
            Start(unit);
        }

        return (_state, _fenced);
    }

    /// <summary>Stops the parts of a unit: dependents first, the last member of a group first.</summary>
    private void Stop(ConfiguredResource unit)
    {
        if (!_stopped.Add(unit))
        {
            return;
        }

        foreach (ConfiguredResource then in _plan.GetSuccessors(unit))
        {
            Stop(then);
        }

        IEnumerable<PrimitiveInstance> parts =
            unit.Kind == ResourceVariant.Group ? unit.Parts.AsEnumerable().Reverse() : unit.PartsInActionOrder;
        foreach (
            PrimitiveInstance part in parts.Where(part =>
                _plan.GetAction(part) != TransitionPlan.TransitionAction.Stay && !part.IsLeftUnchanged
            )
        )
        {
            part.RunningNodes.ForEach(node => Stop(part, _scheduling.Names[node]));
        }
    }

    /// <summary>Starts the parts of a unit, after its stops and after the units that it requires.</summary>
    private void Start(ConfiguredResource unit)
    {
        if (!_started.Add(unit))
        {
            return;
        }

        Stop(unit);
        foreach (ConfiguredResource first in _scheduling.GetPredecessors(unit))
        {
            Start(first);
        }

        foreach (
            PrimitiveInstance part in unit.PartsInActionOrder.Where(part => _plan.GetAction(part) == TransitionPlan.TransitionAction.Start)
        )
        {
            Start(part, _scheduling.Names[part.Node]);
        }
    }

    private void Stop(PrimitiveInstance part, string node)
    {
        PacemakerNodeState at = _state.Nodes[node];
        if (_isAborted || _plan.IsFenced(node) || !_plan.CanStop(part, node))
        {
            return;
        }

        NodeHistory history = at.FindHistory(part.Id);
        _isAborted = Fails(PacemakerEventKind.StopFailure, part, node);
        NodeHistory after = _isAborted
            ? Failed(history, ResourceRunState.StopFailed, 1)
            : history with
            {
                State = ResourceRunState.Stopped,
            };
        _state = _state.With(node, at.With(part.Id, after));
    }

    private void Start(PrimitiveInstance part, string node)
    {
        if (_isAborted)
        {
            return;
        }

        PacemakerNodeState at = _state.Nodes[node];
        NodeHistory history = at.FindHistory(part.Id);
        _isAborted = Fails(PacemakerEventKind.StartFailure, part, node);

        // Pacemaker Explained, "Cluster Options": start-failure-is-fatal. Its controller sets the count to INFINITY.
        int failures = _state.Configuration.Options.IsStartFailureFatal ? Score.Infinity : 1;
        NodeHistory after = _isAborted
            ? Failed(history, ResourceRunState.Failed, failures)
            : history with
            {
                State = ResourceRunState.Started,
            };
        _state = _state.With(node, at.With(part.Id, after));
    }

    private static NodeHistory Failed(NodeHistory history, ResourceRunState state, int failures) =>
        history with
        {
            State = state,
            FailCount = Score.Add(history.FailCount, failures),
        };

    private bool Fails(PacemakerEventKind kind, PrimitiveInstance part, string node) =>
        _failures.Any(failure => failure.Kind == kind && failure.Resource == part.Id && failure.Node == node);
}

internal static class Fencing
{
    public static ValueList<string> Due(PacemakerState state) =>
        state.Nodes.Keys.Where(node => MustBe(state, node) && MayBe(state, node)).ToValueList();

    public static bool MayBe(PacemakerState state, string node)
    {
        PacemakerOptions options = state.Configuration.Options;
        return options.IsStonithEnabled
            && !options.IsMaintenanceMode
            && state.Configuration.HasFenceDevice
            && (state.HasQuorum || options.NoQuorumPolicy == QuorumPolicy.Ignore || state.Nodes[node].Membership == MembershipState.Online);
    }

    private static bool MustBe(PacemakerState state, string node) =>
        state.GetNodeStatus(node) == PacemakerNodeStatus.Unclean || MustFenceItself(state, node);

    // Pacemaker Explained, cluster options, no-quorum-policy: "suicide: fence all nodes in the affected cluster
    // partition". Its scheduler uses "stop" instead as long as the cluster "has never had quorum".
    private static bool MustFenceItself(PacemakerState state, string node) =>
        state is { HasQuorum: false, HadQuorum: true }
        && state.Configuration.Options.NoQuorumPolicy == QuorumPolicy.Suicide
        && state.Nodes[node].Membership == MembershipState.Online;
}
