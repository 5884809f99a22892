namespace Scalewright.Providers.Simulation.HighAvailability;

internal static class StrictRules
{
    public static HaResult Apply(HaState state, HaEvent happening) => happening.Kind switch
    {
        HaEventKind.Join => Join(state, happening.Node),
        HaEventKind.Leave => Leave(state, happening.Node),
        HaEventKind.Standby => Standby(state, happening.Node, happening.IsOn),
        HaEventKind.Configure => Configure(state, happening),
        HaEventKind.Clear => Done(state with { Targets = ValueMap.Empty<HaTarget>() }),
        _ => state.Targets.TryGetValue(happening.Label, out HaTarget? target)
            ? OfTarget(state, target, happening)
            : Refused(state, HaRejection.NotFound),
    };

    private static HaResult OfTarget(HaState state, HaTarget target, HaEvent happening) => happening.Kind switch
    {
        HaEventKind.Start => Start(state, target),
        HaEventKind.Stop => Done(
            state.With(target with { IsDesired = false, CurrentNode = null }), Moves(target, null, "it was stopped")),
        HaEventKind.Failover => Send(state, target, target.Secondary, "it was sent to its secondary node"),
        HaEventKind.Failback => Send(state, target, target.Primary, "it was sent to its primary node"),
        _ => Unconfigure(state, target, happening.IsOn),
    };

    private static HaResult Join(HaState state, string node)
    {
        HaNode known = state.Nodes.TryGetValue(node, out HaNode? before) ? before : new HaNode(false);
        return Fill(state.With(node, known with { IsOnline = true }), node, $"{node} joined");
    }

    private static HaResult Leave(HaState state, string node) => state.Nodes.TryGetValue(node, out HaNode? known)
        ? Empty(state.With(node, known with { IsOnline = false }), node, $"{node} left")
        : Refused(state, HaRejection.NotFound);

    private static HaResult Standby(HaState state, string node, bool isOn)
    {
        if (!state.Nodes.TryGetValue(node, out HaNode? known))
        {
            return Refused(state, HaRejection.NotFound);
        }

        HaState changed = state.With(node, known with { IsStandby = isOn });
        return isOn ? Empty(changed, node, $"{node} is in standby") : Fill(changed, node, $"{node} is out of standby");
    }

    /// <summary>Starts the desired targets without a node on a node that can run targets again.</summary>
    private static HaResult Fill(HaState state, string node, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.CanRun(node) ? state.Targets.ValueSpan : [])
        {
            if (target is { IsDesired: true, CurrentNode: null } && target.HasNode(node))
            {
                changed = changed.With(target with { CurrentNode = node });
                moves.Add(new HaMove(target.Label, null, node, reason));
            }
        }

        return new HaResult(changed, HaRejection.None, moves.ToValueList());
    }

    /// <summary>Moves the targets of a node that can no longer run targets to their other nodes, if possible.</summary>
    private static HaResult Empty(HaState state, string node, string reason)
    {
        List<HaMove> moves = [];
        HaState changed = state;
        foreach (HaTarget target in state.Targets.ValueSpan)
        {
            if (target.CurrentNode == node)
            {
                string? other = target.Other(node);
                string? to = state.CanRun(other) ? other : null;
                changed = changed.With(target with { CurrentNode = to });
                moves.Add(new HaMove(target.Label, node, to,
                    to is null ? $"{reason} and {other ?? "no other node"} cannot take it" : reason));
            }
        }

        return new HaResult(changed, HaRejection.None, moves.ToValueList());
    }

    private static HaResult Start(HaState state, HaTarget target)
    {
        HaTarget wanted = target with { IsDesired = true };
        if (target.CurrentNode is not null)
        {
            return Done(state.With(wanted));
        }

        string? to = FirstThatMay(state, target);
        return to is null
            ? new HaResult(state.With(wanted), HaRejection.NoOnlineHost,
                [new HaMove(target.Label, null, null, "none of its nodes is online")])
            : Done(state.With(wanted with { CurrentNode = to }), Moves(target, to, "it was started"));
    }

    private static HaResult Send(HaState state, HaTarget target, string? to, string reason)
    {
        if (!state.CanRun(to))
        {
            return Refused(state, HaRejection.TargetUnavailable);
        }

        return target.IsDesired
            ? Done(state.With(target with { CurrentNode = to }), Moves(target, to, reason))
            : Refused(state, HaRejection.NotStarted);
    }

    private static HaResult Configure(HaState state, HaEvent happening)
    {
        HaTarget before = state.Targets.TryGetValue(happening.Label, out HaTarget? known)
            ? known
            : (happening.Record ?? new HaTarget { Label = happening.Label }) with { Label = happening.Label };
        HaTarget target =
            happening.IsOn ? before with { Primary = happening.Node } : before with { Secondary = happening.Node };
        if (target.CurrentNode is null || target.HasNode(target.CurrentNode))
        {
            return Done(state.With(target));
        }

        string? to = FirstThatMay(state, target);
        return Done(state.With(target with { CurrentNode = to }),
            Moves(target, to, $"{target.CurrentNode} is none of its nodes any more"));
    }

    private static HaResult Unconfigure(HaState state, HaTarget target, bool isPrimary)
    {
        if (isPrimary)
        {
            return Done(
                state with { Targets = state.Targets.Without(target.Label) }, Moves(target, null, "it was forgotten"));
        }

        HaTarget alone = target with { Secondary = null };
        if (target.CurrentNode is null || target.CurrentNode != target.Secondary || target.Primary == target.Secondary)
        {
            return Done(state.With(alone));
        }

        string? to = state.CanRun(target.Primary) ? target.Primary : null;
        return Done(state.With(alone with { CurrentNode = to }),
            Moves(target, to, $"{target.CurrentNode} is none of its nodes any more"));
    }

    private static string? FirstThatMay(HaState state, HaTarget target) =>
        Array.Find([target.Primary, target.Secondary], state.CanRun);

    private static ValueList<HaMove> Moves(HaTarget target, string? to, string reason) =>
        target.CurrentNode == to ? [] : [new HaMove(target.Label, target.CurrentNode, to, reason)];

    private static HaResult Done(HaState state, ValueList<HaMove>? moves = null) =>
        new(state, HaRejection.None, moves ?? []);

    private static HaResult Refused(HaState state, HaRejection refusal) => new(state, refusal, []);
}
