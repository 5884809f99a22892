namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Pacemaker model as pure functions: scores, groups, clones, order, fencing, quorum, capacity.</summary>
public static class ScoreModel
{
    // No sequence of single failures needs more iterations.
    private const int RoundsMax = 5;

    /// <summary>Applies events together, and the reactions of the cluster until it is stable.</summary>
    /// <param name="state">State of the cluster.</param>
    /// <param name="events">The events.</param>
    /// <returns>The stable state, with the reason of every placement.</returns>
    /// <exception cref="ArgumentException">An event sets an unsupported option or an unsupported value.</exception>
    public static ScoreOutcome Apply(ScoreState state, ValueList<ScoreEvent> events)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(events);
        ScoreState now = Injection.Inject(state, events);
        ValueList<string> fenced = [];
        ValueList<ScoreEvent> failures = events;
        for (int round = 0; round < RoundsMax; round++)
        {
            (ScoreState after, ValueList<string> lost) = new Transition(now, Chosen(now), failures).Run();
            fenced = fenced.AddRange(lost);
            failures = [];
            if (after == now)
            {
                break;
            }

            now = after;
        }

        return new ScoreOutcome(now, fenced, new Reasons(now, Chosen(now)).All());
    }

    private static Board Chosen(ScoreState state)
    {
        Board board = new(state);
        new Assigner(board).AssignAll();
        return board;
    }
}

/// <summary>Applies events before the cluster reacts: configuration, then members, then failures.</summary>
internal static class Injection
{
    // OCF resource agent API: exit code 7 is OCF_NOT_RUNNING.
    private const int NotRunning = 7;

    public static ScoreState Inject(ScoreState state, ValueList<ScoreEvent> events) =>
        WithQuorumSeen(events.OrderBy(happening => Rank(happening.Kind)).Aggregate(WithQuorumSeen(state), Inject));

    private static ScoreState WithQuorumSeen(ScoreState state) =>
        state with { HadQuorum = state.HadQuorum || (state.HasQuorum && state.Nodes.Values.Any(node => node.Membership == Membership.Online)) };

    private static int Rank(ScoreEventKind kind) => kind switch
    {
        ScoreEventKind.Quorum => 1,
        ScoreEventKind.NodeUp => 2,
        ScoreEventKind.NodeDown => 3,
        ScoreEventKind.NodeFail => 4,
        ScoreEventKind.MonitorFailure => 5,
        _ => 0,
    };

    private static ScoreState Inject(ScoreState state, ScoreEvent happening) => happening.Kind switch
    {
        ScoreEventKind.Quorum => state with { HasQuorum = happening.IsOn },
        ScoreEventKind.SetMeta => Configured(state, state.Configuration.WithMeta(happening.Resource, happening.Name, happening.Value)),
        ScoreEventKind.SetOption => Configured(state, state.Configuration with { Options = state.Configuration.Options.With(happening.Name, happening.Value) }),
        ScoreEventKind.AddLocation => Configured(state, state.Configuration with { Locations = state.Configuration.Locations.Add(new ScoreLocation(happening.Resource, happening.Node, happening.Number) { IsAdded = true }) }),
        ScoreEventKind.RemoveLocation => Configured(state, state.Configuration with { Locations = Without(state.Configuration.Locations, happening) }),
        ScoreEventKind.Cleanup => Forget(state, happening.Resource),
        ScoreEventKind.StartFailure or ScoreEventKind.StopFailure => state,
        _ => state.Nodes.TryGetValue(happening.Node, out ScoreNodeState? node) ? state.With(happening.Node, Changed(node, happening)) : state,
    };

    private static ValueList<ScoreLocation> Without(ValueList<ScoreLocation> locations, ScoreEvent happening)
    {
        ScoreLocation[] meant = [.. locations.Where(location => location.Resource == happening.Resource && location.Node == happening.Node)];
        bool isAnyAdded = Array.Exists(meant, location => location.IsAdded);
        return locations.Where(location => !meant.Contains(location) || (isAnyAdded && !location.IsAdded)).ToValueList();
    }

    private static ScoreState Configured(ScoreState state, ScoreConfiguration configuration) => state with { Configuration = configuration };

    private static ScoreNodeState Changed(ScoreNodeState node, ScoreEvent happening) => happening.Kind switch
    {
        ScoreEventKind.NodeUp => node with { Membership = Membership.Online },
        ScoreEventKind.NodeDown => node with { Membership = Membership.Left, History = ValueMap.Empty<NodeHistory>() },
        ScoreEventKind.NodeFail => node with { Membership = Membership.Lost },
        ScoreEventKind.Standby => node with { IsStandby = happening.IsOn },
        _ => Broken(node, happening),
    };

    /// <summary>Applies the result of a monitor. An earlier failed stop remains.</summary>
    private static ScoreNodeState Broken(ScoreNodeState node, ScoreEvent happening)
    {
        NodeHistory history = node.Of(happening.Resource);
        Running found = happening.Number == NotRunning ? Running.Gone : Running.Failed;
        return node.With(happening.Resource, history with { State = history.State == Running.Stuck ? Running.Stuck : found, FailCount = history.FailCount + 1 });
    }

    private static ScoreState Forget(ScoreState state, string resource)
    {
        HashSet<string> meant = [resource, .. state.Configuration.Resources.Where(unit => unit.Id == resource).SelectMany(unit => unit.All).Select(part => part.Id)];
        return state with
        {
            Nodes = state.Nodes.Select(node => KeyValuePair.Create(node.Key, node.Value with
            {
                History = node.Value.History.Select(entry => KeyValuePair.Create(entry.Key, meant.Contains(entry.Key) ? Probed(entry.Value) : entry.Value)).ToValueMap(),
            })).ToValueMap(),
        };
    }

    /// <summary>Probes after a cleanup. Finds what a failed stop left running, not what a monitor missed.</summary>
    private static NodeHistory Probed(NodeHistory history) => new(history.State switch
    {
        Running.Stuck => Running.Yes,
        Running.Gone => Running.No,
        _ => history.State,
    });
}
