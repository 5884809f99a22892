namespace Scalewright.Providers.Simulation.HighAvailability;

internal static class StrictRules
{
    public static HaResult Apply(HaState state, HaEvent haEvent) =>
        haEvent.Kind switch
        {
            HaEventKind.Join => Join(state, haEvent.Node),
            HaEventKind.Leave => Leave(state, haEvent.Node),
            HaEventKind.Standby => Standby(state, haEvent.Node, haEvent.IsOn),
            HaEventKind.Configure => Configure(state, haEvent),
            HaEventKind.Clear => Accepted(state with { Targets = ValueMap.Empty<HaTarget>() }),
            _ => state.Targets.TryGetValue(haEvent.Label, out HaTarget? target)
                ? ApplyToTarget(state, target, haEvent)
                : Rejected(state, HaRejection.NotFound),
        };

    private static HaResult ApplyToTarget(HaState state, HaTarget target, HaEvent haEvent) =>
        haEvent.Kind switch
        {
            HaEventKind.Start => Start(state, target),
            HaEventKind.Stop => Accepted(
                state.With(target with { IsDesired = false, CurrentNode = null }),
                Moves(target, null, "it was stopped")
            ),
            HaEventKind.Failover => Send(state, target, target.Secondary, "it was sent to its secondary node"),
            HaEventKind.Failback => Send(state, target, target.Primary, "it was sent to its primary node"),
            _ => Unconfigure(state, target, haEvent.IsOn),
        };

    private static HaResult Join(HaState state, string node)
    {
        HaNode haNode = state.Nodes.TryGetValue(node, out HaNode? before) ? before : new HaNode(IsOnline: false);
        return Fill(state.With(node, haNode with { IsOnline = true }), node, $"{node} joined");
    }

    private static HaResult Leave(HaState state, string node) =>
        state.Nodes.TryGetValue(node, out HaNode? haNode)
            ? Empty(state.With(node, haNode with { IsOnline = false }), node, $"{node} left")
            : Rejected(state, HaRejection.NotFound);

    private static HaResult Standby(HaState state, string node, bool isOn)
    {
        if (!state.Nodes.TryGetValue(node, out HaNode? haNode))
        {
            return Rejected(state, HaRejection.NotFound);
        }

        HaState changed = state.With(node, haNode with { IsStandby = isOn });
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
                string? otherNode = target.Other(node);
                string? to = state.CanRun(otherNode) ? otherNode : null;
                changed = changed.With(target with { CurrentNode = to });
                moves.Add(
                    new HaMove(target.Label, node, to, to is null ? $"{reason} and {otherNode ?? "no other node"} cannot take it" : reason)
                );
            }
        }

        return new HaResult(changed, HaRejection.None, moves.ToValueList());
    }

    private static HaResult Start(HaState state, HaTarget target)
    {
        HaTarget desired = target with { IsDesired = true };
        if (target.CurrentNode is not null)
        {
            return Accepted(state.With(desired));
        }

        string? to = FirstThatMay(state, target);
        return to is null
            ? new HaResult(
                state.With(desired),
                HaRejection.NoOnlineHost,
                [new HaMove(target.Label, null, null, "none of its nodes is online")]
            )
            : Accepted(state.With(desired with { CurrentNode = to }), Moves(target, to, "it was started"));
    }

    private static HaResult Send(HaState state, HaTarget target, string? to, string reason)
    {
        if (!state.CanRun(to))
        {
            return Rejected(state, HaRejection.TargetUnavailable);
        }

        return target.IsDesired
            ? Accepted(state.With(target with { CurrentNode = to }), Moves(target, to, reason))
            : Rejected(state, HaRejection.NotStarted);
    }

    private static HaResult Configure(HaState state, HaEvent haEvent)
    {
        HaTarget before = state.Targets.TryGetValue(haEvent.Label, out HaTarget? existing)
            ? existing
            : (haEvent.Record ?? new HaTarget { Label = haEvent.Label }) with
            {
                Label = haEvent.Label,
            };
        HaTarget target = haEvent.IsOn ? before with { Primary = haEvent.Node } : before with { Secondary = haEvent.Node };
        if (target.CurrentNode is null || target.HasNode(target.CurrentNode))
        {
            return Accepted(state.With(target));
        }

        string? to = FirstThatMay(state, target);
        return Accepted(
            state.With(target with { CurrentNode = to }),
            Moves(target, to, $"{target.CurrentNode} is no longer one of its nodes")
        );
    }

    private static HaResult Unconfigure(HaState state, HaTarget target, bool isPrimary)
    {
        if (isPrimary)
        {
            return Accepted(state with { Targets = state.Targets.Without(target.Label) }, Moves(target, null, "it was forgotten"));
        }

        HaTarget alone = target with { Secondary = null };
        if (target.CurrentNode is null || target.CurrentNode != target.Secondary || target.Primary == target.Secondary)
        {
            return Accepted(state.With(alone));
        }

        string? to = state.CanRun(target.Primary) ? target.Primary : null;
        return Accepted(
            state.With(alone with { CurrentNode = to }),
            Moves(target, to, $"{target.CurrentNode} is no longer one of its nodes")
        );
    }

    private static string? FirstThatMay(HaState state, HaTarget target) => Array.Find([target.Primary, target.Secondary], state.CanRun);

    private static ValueList<HaMove> Moves(HaTarget target, string? to, string reason) =>
        target.CurrentNode == to ? [] : [new HaMove(target.Label, target.CurrentNode, to, reason)];

    private static HaResult Accepted(HaState state, ValueList<HaMove>? moves = null) => new(state, HaRejection.None, moves ?? []);

    private static HaResult Rejected(HaState state, HaRejection rejection) => new(state, rejection, []);
}
