namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Pacemaker model as pure functions: scores, groups, clones, order, fencing, quorum, capacity.</summary>
public static class PacemakerModel
{
    // No sequence of single failures needs more iterations.
    private const int MaxIterations = 5;

    /// <summary>Applies events together, and the reactions of the cluster until it is stable.</summary>
    /// <param name="state">State of the cluster.</param>
    /// <param name="events">The events.</param>
    /// <returns>The stable state, with the reason of every placement.</returns>
    /// <exception cref="ArgumentException">An event names a node or resource that does not exist, or sets an option,
    /// meta attribute or value that the model does not implement; the message lists all.</exception>
    public static PacemakerResult Apply(PacemakerState state, ValueList<PacemakerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(events);
        ConfigurationCheck.Check(state.Configuration, events);
        PacemakerState current = EventInjector.Inject(state, events);
        ValueList<string> fenced = [];
        ValueList<PacemakerEvent> failures = events;
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            (PacemakerState after, ValueList<string> lost) = new Transition(current, AssignNodes(current), failures).Run();
            fenced = fenced.AddRange(lost);
            failures = [];
            if (after == current)
            {
                break;
            }

            current = after;
        }

        return new PacemakerResult(current, fenced, new PlacementReasons(current, AssignNodes(current)).All());
    }

    private static SchedulingState AssignNodes(PacemakerState state)
    {
        SchedulingState scheduling = new(state);
        new ResourceAssigner(scheduling).AssignAll();
        return scheduling;
    }
}

/// <summary>Applies events before the cluster reacts: configuration, then members, then failures.</summary>
internal static class EventInjector
{
    // OCF resource agent API: exit code 7 is OCF_NOT_RUNNING.
    private const int NotRunning = 7;

    public static PacemakerState Inject(PacemakerState state, ValueList<PacemakerEvent> events) =>
        WithQuorumSeen(events.OrderBy(happening => Rank(happening.Kind)).Aggregate(WithQuorumSeen(state), Inject));

    private static PacemakerState WithQuorumSeen(PacemakerState state) =>
        state with
        {
            HadQuorum = state.HadQuorum || (state.HasQuorum && state.Nodes.Values.Any(node => node.Membership == MembershipState.Online)),
        };

    private static int Rank(PacemakerEventKind kind) =>
        kind switch
        {
            PacemakerEventKind.Quorum => 1,
            PacemakerEventKind.NodeUp => 2,
            PacemakerEventKind.NodeDown => 3,
            PacemakerEventKind.NodeFail => 4,
            PacemakerEventKind.MonitorFailure => 5,
            _ => 0,
        };

    private static PacemakerState Inject(PacemakerState state, PacemakerEvent pacemakerEvent) =>
        pacemakerEvent.Kind switch
        {
            PacemakerEventKind.Quorum => state with { HasQuorum = pacemakerEvent.IsOn },
            PacemakerEventKind.SetMeta => Configured(
                state,
                state.Configuration.WithMeta(pacemakerEvent.Resource, pacemakerEvent.Name, pacemakerEvent.Value)
            ),
            PacemakerEventKind.SetOption => Configured(
                state,
                state.Configuration with
                {
                    Options = state.Configuration.Options.With(pacemakerEvent.Name, pacemakerEvent.Value),
                }
            ),
            PacemakerEventKind.AddLocation => Configured(
                state,
                state.Configuration with
                {
                    Locations = state.Configuration.Locations.Add(
                        new LocationConstraint(pacemakerEvent.Resource, pacemakerEvent.Node, pacemakerEvent.Number) { IsAdded = true }
                    ),
                }
            ),
            PacemakerEventKind.RemoveLocation => Configured(
                state,
                state.Configuration with
                {
                    Locations = Without(state.Configuration.Locations, pacemakerEvent),
                }
            ),
            PacemakerEventKind.Cleanup => Forget(state, pacemakerEvent.Resource),
            PacemakerEventKind.StartFailure or PacemakerEventKind.StopFailure => state,
            _ => state.With(pacemakerEvent.Node, Changed(state.Nodes[pacemakerEvent.Node], pacemakerEvent)),
        };

    private static ValueList<LocationConstraint> Without(ValueList<LocationConstraint> locations, PacemakerEvent pacemakerEvent)
    {
        LocationConstraint[] meant =
        [
            .. locations.Where(location => location.Resource == pacemakerEvent.Resource && location.Node == pacemakerEvent.Node),
        ];
        bool isAnyAdded = Array.Exists(meant, location => location.IsAdded);
        return locations.Where(location => !meant.Contains(location) || (isAnyAdded && !location.IsAdded)).ToValueList();
    }

    private static PacemakerState Configured(PacemakerState state, PacemakerConfiguration configuration) =>
        state with
        {
            Configuration = configuration,
        };

    private static PacemakerNodeState Changed(PacemakerNodeState node, PacemakerEvent pacemakerEvent) =>
        pacemakerEvent.Kind switch
        {
            PacemakerEventKind.NodeUp => node with { Membership = MembershipState.Online },
            PacemakerEventKind.NodeDown => node with { Membership = MembershipState.Left, History = ValueMap.Empty<NodeHistory>() },
            PacemakerEventKind.NodeFail => node with { Membership = MembershipState.Lost },
            PacemakerEventKind.Standby => node with { IsStandby = pacemakerEvent.IsOn },
            _ => Broken(node, pacemakerEvent),
        };

    /// <summary>Applies the result of a monitor. An earlier failed stop remains.</summary>
    private static PacemakerNodeState Broken(PacemakerNodeState node, PacemakerEvent pacemakerEvent)
    {
        NodeHistory history = node.FindHistory(pacemakerEvent.Resource);
        ResourceRunState state = pacemakerEvent.Number == NotRunning ? ResourceRunState.NotRunning : ResourceRunState.Failed;
        return node.With(
            pacemakerEvent.Resource,
            history with
            {
                State = history.State == ResourceRunState.StopFailed ? ResourceRunState.StopFailed : state,
                FailCount = Score.Add(history.FailCount, 1),
            }
        );
    }

    private static PacemakerState Forget(PacemakerState state, string resource)
    {
        HashSet<string> meant =
        [
            resource,
            .. state.Configuration.Resources.Where(unit => unit.Id == resource).SelectMany(unit => unit.All).Select(part => part.Id),
        ];
        return state with
        {
            Nodes = state
                .Nodes.Select(node =>
                    KeyValuePair.Create(
                        node.Key,
                        node.Value with
                        {
                            History = node
                                .Value.History.Select(entry =>
                                    KeyValuePair.Create(entry.Key, meant.Contains(entry.Key) ? Probed(entry.Value) : entry.Value)
                                )
                                .ToValueMap(),
                        }
                    )
                )
                .ToValueMap(),
        };
    }

    /// <summary>Probes after a cleanup. Finds resources that failed to stop, not those that a monitor found
    /// stopped.</summary>
    private static NodeHistory Probed(NodeHistory history) =>
        new(
            history.State switch
            {
                ResourceRunState.StopFailed => ResourceRunState.Started,
                ResourceRunState.NotRunning => ResourceRunState.Stopped,
                _ => history.State,
            }
        );
}
