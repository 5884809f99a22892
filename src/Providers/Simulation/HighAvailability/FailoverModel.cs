namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>High-availability model with two nodes per target. All methods are pure functions.</summary>
public static class FailoverModel
{
    /// <summary>Applies an event.</summary>
    /// <param name="state">State of the cluster.</param>
    /// <param name="haEvent">The event.</param>
    /// <param name="rules">The rules. Default <see cref="HaRuleSet.Strict"/>.</param>
    /// <returns>The new state, with the reason of every move.</returns>
    public static HaResult Apply(HaState state, HaEvent haEvent, HaRuleSet rules = HaRuleSet.Strict)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(haEvent);
        return rules == HaRuleSet.Compat ? CompatRules.Apply(state, haEvent) : StrictRules.Apply(state, haEvent);
    }
}

/// <summary>Rules of the reference simulator with its defects: they never check whether a node is online.</summary>
internal static class CompatRules
{
    public static HaResult Apply(HaState state, HaEvent haEvent) =>
        haEvent.Kind switch
        {
            HaEventKind.Join => Join(state, haEvent.Node),
            HaEventKind.Leave => Leave(state, haEvent.Node),
            HaEventKind.Configure => new HaResult(Configure(state, haEvent), HaRejection.None, []),
            HaEventKind.Clear => new HaResult(state with { Targets = ValueMap.Empty<HaTarget>() }, HaRejection.None, []),

            // The reference ignores standby, and its lookup of a target to remove never succeeds.
            HaEventKind.Standby or HaEventKind.Unconfigure => new HaResult(state, HaRejection.None, []),
            _ => state.Targets.TryGetValue(haEvent.Label, out HaTarget? target)
                ? Move(state, target, PlaceAfter(target, haEvent.Kind), "it was requested")
                : new HaResult(state, HaRejection.NotFound, []),
        };

    private static string? PlaceAfter(HaTarget target, HaEventKind kind) =>
        kind switch
        {
            HaEventKind.Stop => null,
            HaEventKind.Failover => target.Secondary,
            _ => target.Primary,
        };

    private static HaResult Move(HaState state, HaTarget target, string? to, string reason) =>
        new(
            state.With(target with { CurrentNode = to }),
            HaRejection.None,
            target.CurrentNode == to ? [] : [new HaMove(target.Label, target.CurrentNode, to, reason)]
        );

    private static HaResult Join(HaState state, string node) =>
        MoveAll(
            state.With(node, new HaNode(IsOnline: true)),
            target => target.CurrentNode is null && target.HasNode(node),
            _ => node,
            $"{node} joined"
        );

    private static HaResult Leave(HaState state, string node) =>
        state.Nodes.ContainsKey(node)
            ? MoveAll(
                state.With(node, new HaNode(IsOnline: false)),
                target => target.CurrentNode == node,
                target => target.Other(node),
                $"{node} left"
            )
            : new HaResult(state, HaRejection.NotFound, []);

    private static HaResult MoveAll(HaState state, Func<HaTarget, bool> isMoved, Func<HaTarget, string?> to, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.Targets.ValueSpan)
        {
            if (isMoved(target))
            {
                string? node = to(target);
                changed = changed.With(target with { CurrentNode = node });
                moves.Add(new HaMove(target.Label, target.CurrentNode, node, reason));
            }
        }

        return new HaResult(changed, HaRejection.None, moves.ToValueList());
    }

    private static HaState Configure(HaState state, HaEvent haEvent)
    {
        HaTarget before = state.Targets.TryGetValue(haEvent.Label, out HaTarget? target)
            ? target
            : (haEvent.Record ?? new HaTarget { Label = haEvent.Label }) with
            {
                Label = haEvent.Label,
            };
        return state.With(haEvent.IsOn ? before with { Primary = haEvent.Node } : before with { Secondary = haEvent.Node });
    }
}
