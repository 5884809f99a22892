using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Group whose resources are placed by Pacemaker's scores.</summary>
internal sealed class ScoredModel(PacemakerConfiguration configuration) : IGroupModel
{
    private PacemakerState _state = PacemakerState.Create(configuration);

    public ValueMap<ValueList<string>> Placements { get; private set; } = ValueMap.Empty<ValueList<string>>();

    public (ValueList<HaMove> Moves, ValueList<string> Fenced) Update(MemberView view)
    {
        List<PacemakerEvent> events = [];

        // Without quorum, every partition follows the policy separately. This is modeled as one cluster without quorum.
        ValueList<string> here = view.HasQuorum ? view.Largest : view.Running;
        foreach ((string node, PacemakerNodeState state) in _state.Nodes)
        {
            bool isHere = here.Contains(node, StringComparer.Ordinal);
            if (isHere != (state.Membership == MembershipState.Online))
            {
                bool isStopped = view.Stopped.Contains(node, StringComparer.Ordinal);
                PacemakerEventKind stopKind = isStopped ? PacemakerEventKind.NodeDown : PacemakerEventKind.NodeFail;
                events.Add(new PacemakerEvent(isHere ? PacemakerEventKind.NodeUp : stopKind) { Node = node });
            }
        }

        if (view.HasQuorum != _state.HasQuorum)
        {
            events.Add(new PacemakerEvent(PacemakerEventKind.Quorum) { IsOn = view.HasQuorum });
        }

        if (events.Count == 0)
        {
            return ([], []);
        }

        (PacemakerResult outcome, ValueList<HaMove> moves) = Apply(events.ToValueList());
        return (moves, outcome.Fenced);
    }

    public (PacemakerResult Outcome, ValueList<HaMove> Moves) Apply(ValueList<PacemakerEvent> events)
    {
        PacemakerResult outcome = PacemakerModel.Apply(_state, events);
        (_state, ValueMap<ValueList<string>> before) = (outcome.State, Placements);
        Placements = outcome.Reasons.Select(reason => KeyValuePair.Create(reason.Resource, reason.Nodes)).ToValueMap();
        return (outcome, [.. outcome.Reasons.Select(reason => FindMove(before, reason)).OfType<HaMove>()]);
    }

    private static HaMove? FindMove(ValueMap<ValueList<string>> before, PlacementReason reason)
    {
        ValueList<string> nodes = before.TryGetValue(reason.Resource, out ValueList<string>? earlierNodes) ? earlierNodes : [];
        return nodes == reason.Nodes ? null : new HaMove(reason.Resource, Text(nodes), Text(reason.Nodes), reason.Text);
    }

    private static string? Text(ValueList<string> nodes) => nodes.Count == 0 ? null : string.Join(", ", (IEnumerable<string>)nodes);
}
