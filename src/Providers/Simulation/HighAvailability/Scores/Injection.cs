namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Applies events to a cluster before it reacts: the configuration first, then members, then failures.</summary>
internal static class Injection
{
    public static ScoreState Inject(ScoreState state, ValueList<ScoreEvent> events) =>
        events.OrderBy(happening => Rank(happening.Kind)).Aggregate(state, Inject);

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
        _ => Broken(node, happening.Resource),
    };

    private static ScoreNodeState Broken(ScoreNodeState node, string resource)
    {
        NodeHistory history = node.Of(resource);
        return node.With(resource, history with { State = Running.Failed, FailCount = history.FailCount + 1 });
    }

    private static ScoreState Forget(ScoreState state, string resource)
    {
        HashSet<string> meant = [resource, .. state.Configuration.Resources.Where(unit => unit.Id == resource).SelectMany(unit => unit.All).Select(part => part.Id)];
        return state with
        {
            Nodes = state.Nodes.Select(node => KeyValuePair.Create(node.Key, node.Value with
            {
                History = node.Value.History.Select(entry => KeyValuePair.Create(entry.Key, meant.Contains(entry.Key) ? entry.Value with { FailCount = 0 } : entry.Value)).ToValueMap(),
            })).ToValueMap(),
        };
    }
}
