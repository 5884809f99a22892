namespace Scalewright.Providers.Simulation.HighAvailability;

internal static class StrictRules
{
    public static HaOutcome Apply(HaState state, HaEvent happening) => happening.Kind switch
    {
        HaEventKind.Join => Join(state, happening.Node),
        HaEventKind.Leave => Leave(state, happening.Node),
        HaEventKind.Standby => Standby(state, happening.Node, happening.IsOn),
        HaEventKind.Configure => Configure(state, happening),
        HaEventKind.Clear => Done(state with { Targets = ValueMap.Empty<HaTarget>() }),
        _ => state.Targets.TryGetValue(happening.Label, out HaTarget? target)
            ? OfTarget(state, target, happening)
            : Refused(state, HaRefusal.NotFound),
    };

    private static HaOutcome OfTarget(HaState state, HaTarget target, HaEvent happening) => happening.Kind switch
    {
        HaEventKind.Start => Start(state, target),
        HaEventKind.Stop => Done(state.With(target with { IsWanted = false, Place = null }), Moves(target, null, "it was stopped")),
        HaEventKind.Failover => Send(state, target, target.Secondary, "it was sent to its secondary node"),
        HaEventKind.Failback => Send(state, target, target.Primary, "it was sent to its primary node"),
        _ => Unconfigure(state, target, happening.IsOn),
    };

    private static HaOutcome Join(HaState state, string node)
    {
        HaNode known = state.Nodes.TryGetValue(node, out HaNode? before) ? before : new HaNode(false);
        return Fill(state.With(node, known with { IsOnline = true }), node, $"{node} joined");
    }

    private static HaOutcome Leave(HaState state, string node) => state.Nodes.TryGetValue(node, out HaNode? known)
        ? Empty(state.With(node, known with { IsOnline = false }), node, $"{node} left")
        : Refused(state, HaRefusal.NotFound);

    private static HaOutcome Standby(HaState state, string node, bool isOn)
    {
        if (!state.Nodes.TryGetValue(node, out HaNode? known))
        {
            return Refused(state, HaRefusal.NotFound);
        }

        HaState changed = state.With(node, known with { IsStandby = isOn });
        return isOn ? Empty(changed, node, $"{node} is in standby") : Fill(changed, node, $"{node} is out of standby");
    }

    /// <summary>Starts the desired targets without a node on a node that can run targets again.</summary>
    private static HaOutcome Fill(HaState state, string node, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.MayRun(node) ? state.Targets.Items : [])
        {
            if (target is { IsWanted: true, Place: null } && target.Names(node))
            {
                changed = changed.With(target with { Place = node });
                moves.Add(new HaMove(target.Label, null, node, reason));
            }
        }

        return new HaOutcome(changed, HaRefusal.None, moves.ToValueList());
    }

    /// <summary>Moves the targets of a node that cannot run any to their other nodes, if those can run them.</summary>
    private static HaOutcome Empty(HaState state, string node, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.Targets.Items)
        {
            if (target.Place == node)
            {
                string? other = target.Other(node);
                string? to = state.MayRun(other) ? other : null;
                changed = changed.With(target with { Place = to });
                moves.Add(new HaMove(target.Label, node, to, to is null ? $"{reason} and {other ?? "no other node"} cannot take it" : reason));
            }
        }

        return new HaOutcome(changed, HaRefusal.None, moves.ToValueList());
    }

    private static HaOutcome Start(HaState state, HaTarget target)
    {
        HaTarget wanted = target with { IsWanted = true };
        if (target.Place is not null)
        {
            return Done(state.With(wanted));
        }

        string? to = FirstThatMay(state, target);
        return to is null
            ? new HaOutcome(state.With(wanted), HaRefusal.NoOnlineHost, [new HaMove(target.Label, null, null, "none of its nodes is online")])
            : Done(state.With(wanted with { Place = to }), Moves(target, to, "it was started"));
    }

    private static HaOutcome Send(HaState state, HaTarget target, string? to, string reason)
    {
        if (!state.MayRun(to))
        {
            return Refused(state, HaRefusal.TargetUnavailable);
        }

        return target.IsWanted ? Done(state.With(target with { Place = to }), Moves(target, to, reason)) : Refused(state, HaRefusal.NotStarted);
    }

    private static HaOutcome Configure(HaState state, HaEvent happening)
    {
        HaTarget before = state.Targets.TryGetValue(happening.Label, out HaTarget? known) ? known : (happening.Record ?? new HaTarget { Label = happening.Label }) with { Label = happening.Label };
        HaTarget target = happening.IsOn ? before with { Primary = happening.Node } : before with { Secondary = happening.Node };
        if (target.Place is null || target.Names(target.Place))
        {
            return Done(state.With(target));
        }

        string? to = FirstThatMay(state, target);
        return Done(state.With(target with { Place = to }), Moves(target, to, $"{target.Place} is none of its nodes any more"));
    }

    private static HaOutcome Unconfigure(HaState state, HaTarget target, bool isPrimary)
    {
        if (isPrimary)
        {
            return Done(state with { Targets = state.Targets.Without(target.Label) }, Moves(target, null, "it was forgotten"));
        }

        HaTarget alone = target with { Secondary = null };
        if (target.Place is null || target.Place != target.Secondary || target.Primary == target.Secondary)
        {
            return Done(state.With(alone));
        }

        string? to = state.MayRun(target.Primary) ? target.Primary : null;
        return Done(state.With(alone with { Place = to }), Moves(target, to, $"{target.Place} is none of its nodes any more"));
    }

    private static string? FirstThatMay(HaState state, HaTarget target) =>
        state.MayRun(target.Primary) ? target.Primary : state.MayRun(target.Secondary) ? target.Secondary : null;

    private static ValueList<HaMove> Moves(HaTarget target, string? to, string reason) =>
        target.Place == to ? [] : [new HaMove(target.Label, target.Place, to, reason)];

    private static HaOutcome Done(HaState state, ValueList<HaMove>? moves = null) => new(state, HaRefusal.None, moves ?? []);

    private static HaOutcome Refused(HaState state, HaRefusal refusal) => new(state, refusal, []);
}
