namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>High-availability model with two nodes per target. All methods are pure functions.</summary>
public static class ResourceModel
{
    /// <summary>Applies an event.</summary>
    /// <param name="state">State of the cluster.</param>
    /// <param name="happening">The event.</param>
    /// <param name="rules">The rules. Default strict.</param>
    /// <returns>The new state, with the reason of every move.</returns>
    public static HaOutcome Apply(HaState state, HaEvent happening, RuleSet rules = RuleSet.Strict)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happening);
        return rules == RuleSet.Compat ? CompatRules.Apply(state, happening) : StrictRules.Apply(state, happening);
    }
}

/// <summary>Rules of the reference simulator with its defects: never checks whether a node is online.</summary>
internal static class CompatRules
{
    public static HaOutcome Apply(HaState state, HaEvent happening) => happening.Kind switch
    {
        HaEventKind.Join => Join(state, happening.Node),
        HaEventKind.Leave => Leave(state, happening.Node),
        HaEventKind.Configure => new HaOutcome(Configure(state, happening), HaRefusal.None, []),
        HaEventKind.Clear => new HaOutcome(state with { Targets = ValueMap.Empty<HaTarget>() }, HaRefusal.None, []),

        // The reference ignores standby, and its lookup of a target to remove never finds one.
        HaEventKind.Standby or HaEventKind.Unconfigure => new HaOutcome(state, HaRefusal.None, []),
        _ => state.Targets.TryGetValue(happening.Label, out HaTarget? target)
            ? Move(state, target, PlaceAfter(target, happening.Kind), "it was asked for")
            : new HaOutcome(state, HaRefusal.NotFound, []),
    };

    private static string? PlaceAfter(HaTarget target, HaEventKind kind) => kind switch
    {
        HaEventKind.Stop => null,
        HaEventKind.Failover => target.Secondary,
        _ => target.Primary,
    };

    private static HaOutcome Move(HaState state, HaTarget target, string? to, string reason) =>
        new(state.With(target with { Place = to }), HaRefusal.None, target.Place == to ? [] : [new HaMove(target.Label, target.Place, to, reason)]);

    private static HaOutcome Join(HaState state, string node) =>
        MoveAll(state.With(node, new HaNode(true)), target => target.Place is null && target.Names(node), _ => node, $"{node} joined");

    private static HaOutcome Leave(HaState state, string node) => state.Nodes.ContainsKey(node)
        ? MoveAll(state.With(node, new HaNode(false)), target => target.Place == node, target => target.Other(node), $"{node} left")
        : new HaOutcome(state, HaRefusal.NotFound, []);

    private static HaOutcome MoveAll(HaState state, Func<HaTarget, bool> isMoved, Func<HaTarget, string?> to, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.Targets.Items)
        {
            if (isMoved(target))
            {
                string? place = to(target);
                changed = changed.With(target with { Place = place });
                moves.Add(new HaMove(target.Label, target.Place, place, reason));
            }
        }

        return new HaOutcome(changed, HaRefusal.None, moves.ToValueList());
    }

    private static HaState Configure(HaState state, HaEvent happening)
    {
        HaTarget before = state.Targets.TryGetValue(happening.Label, out HaTarget? known) ? known : (happening.Record ?? new HaTarget { Label = happening.Label }) with { Label = happening.Label };
        return state.With(happening.IsOn ? before with { Primary = happening.Node } : before with { Secondary = happening.Node });
    }
}
