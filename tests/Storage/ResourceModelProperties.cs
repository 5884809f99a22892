using FsCheck;
using FsCheck.Fluent;

namespace Storage.Tests;

/// <summary>Tests the safety rules of shared/golden/failover after random sequences of events.</summary>
public class ResourceModelProperties
{
    private static readonly string[] Nodes = ["n0", "n1", "n2"];
    private static readonly string[] Labels = ["a", "b"];

    private static readonly Gen<HaEvent> Events = Gen.OneOf(
        Gen.Elements(Nodes).Select(HaEvent.Join),
        Gen.Elements(Nodes).Select(HaEvent.Leave),
        from node in Gen.Elements(Nodes)
        from isOn in Gen.Elements(true, false)
        select HaEvent.Standby(node, isOn),
        from label in Gen.Elements(Labels)
        from node in Gen.Elements(Nodes)
        from isPrimary in Gen.Elements(true, false)
        select HaEvent.Configure(label, node, isPrimary),
        from label in Gen.Elements(Labels)
        from isPrimary in Gen.Elements(true, false)
        select HaEvent.Unconfigure(label, isPrimary),
        Gen.Elements(Labels).Select(HaEvent.Start),
        Gen.Elements(Labels).Select(HaEvent.Stop),
        Gen.Elements(Labels).Select(HaEvent.Failover),
        Gen.Elements(Labels).Select(HaEvent.Failback)
    );

    [Fact]
    public void A_target_is_never_on_a_node_that_is_offline_or_in_standby() =>
        Holds(
            (_, _, outcome) =>
                outcome.State.Targets.Values.All(target => target.CurrentNode is null || outcome.State.CanRun(target.CurrentNode))
        );

    [Fact]
    public void A_target_runs_only_if_it_is_desired() =>
        Holds((_, _, outcome) => outcome.State.Targets.Values.All(target => target.CurrentNode is null || target.IsDesired));

    [Fact]
    public void A_node_that_joins_takes_no_target_from_another_node() =>
        Holds(
            (before, happening, outcome) =>
                happening.Kind != HaEventKind.Join
                || before.Targets.Values.All(target =>
                    target.CurrentNode is null || outcome.State.Targets[target.Label].CurrentNode == target.CurrentNode
                )
        );

    [Fact]
    public void Every_move_of_a_target_is_reported_with_its_reason() =>
        Holds(
            (before, _, outcome) =>
                outcome.State.Targets.Values.All(target =>
                    (before.Targets.TryGetValue(target.Label, out HaTarget? known) ? known.CurrentNode : null) == target.CurrentNode
                    || outcome.Moves.Any(move => move.Label == target.Label && move.To == target.CurrentNode && move.Reason.Length > 0)
                )
        );

    private static void Holds(Func<HaState, HaEvent, HaResult, bool> rule) =>
        Prop.ForAll(Events.ListOf().ToArbitrary(), events =>
            {
                HaState state = HaState.Empty;
                foreach (HaEvent happening in events)
                {
                    HaResult outcome = FailoverModel.Apply(state, happening);
                    if (!rule(state, happening, outcome))
                    {
                        return false;
                    }

                    state = outcome.State;
                }

                return true;
            })
            .QuickCheckThrowOnFailure();
}
