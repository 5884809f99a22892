using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Group whose resources are placed by Pacemaker's scores.</summary>
internal sealed class ScoredModel(ScoreConfiguration configuration) : IGroupModel
{
    private ScoreState _state = ScoreState.Of(configuration);

    public ValueMap<ValueList<string>> Places { get; private set; } = ValueMap.Empty<ValueList<string>>();

    public (ValueList<HaMove> Moves, ValueList<string> Fenced) Take(MemberView view)
    {
        List<ScoreEvent> events = [];

        // Without quorum, every partition follows the policy separately: modeled as one cluster without quorum.
        ValueList<string> here = view.HasQuorum ? view.Largest : view.Running;
        foreach ((string node, ScoreNodeState state) in _state.Nodes)
        {
            bool isHere = here.Contains(node, StringComparer.Ordinal);
            if (isHere != (state.Membership == Membership.Online))
            {
                ScoreEventKind? kind = isHere ? ScoreEventKind.NodeUp
                    : state.Membership != Membership.Online ? null
                    : view.Stopped.Contains(node, StringComparer.Ordinal) ? ScoreEventKind.NodeDown : ScoreEventKind.NodeFail;
                events.AddRange(kind is { } known ? [new ScoreEvent(known) { Node = node }] : []);
            }
        }

        if (view.HasQuorum != _state.HasQuorum)
        {
            events.Add(new ScoreEvent(ScoreEventKind.Quorum) { IsOn = view.HasQuorum });
        }

        if (events.Count == 0)
        {
            return ([], []);
        }

        (ScoreOutcome outcome, ValueList<HaMove> moves) = Apply(events.ToValueList());
        return (moves, outcome.Fenced);
    }

    public (ScoreOutcome Outcome, ValueList<HaMove> Moves) Apply(ValueList<ScoreEvent> events)
    {
        ScoreOutcome outcome = ScoreModel.Apply(_state, events);
        (_state, ValueMap<ValueList<string>> before) = (outcome.State, Places);
        Places = outcome.Reasons.Select(reason => KeyValuePair.Create(reason.Resource, reason.Places)).ToValueMap();
        return (outcome, [.. outcome.Reasons.Select(reason => MoveOf(before, reason)).OfType<HaMove>()]);
    }

    private static HaMove? MoveOf(ValueMap<ValueList<string>> before, PlacementReason reason)
    {
        ValueList<string> places = before.TryGetValue(reason.Resource, out ValueList<string>? known) ? known : [];
        return places == reason.Places ? null : new HaMove(reason.Resource, Text(places), Text(reason.Places), reason.Text);
    }

    private static string? Text(ValueList<string> places) => places.Count == 0 ? null : string.Join(", ", (IEnumerable<string>)places);
}
