using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.State;

/// <summary>Changes of a high-availability cluster: new values of nodes and targets, removed targets.</summary>
internal sealed record ClusterDelta(int Number)
{
    public Dictionary<string, HaNode>? Nodes { get; init; }

    public HaTarget[]? Targets { get; init; }

    public string[]? Gone { get; init; }

    public static ClusterDelta Create(int number, HaState before, HaEvent haEvent, HaResult outcome)
    {
        HaState after = outcome.State;
        string[] labels =
            haEvent.Kind == HaEventKind.Clear
                ? [.. before.Targets.Keys]
                :
                [
                    .. outcome
                        .Moves.Select(move => move.Label)
                        .Append(haEvent.Label)
                        .Where(label => label.Length > 0)
                        .Distinct(StringComparer.Ordinal),
                ];
        return new ClusterDelta(number)
        {
            Nodes =
                haEvent.Node.Length > 0 && after.Nodes.TryGetValue(haEvent.Node, out HaNode? node)
                    ? new(StringComparer.Ordinal) { [haEvent.Node] = node }
                    : null,
            Targets = [.. labels.Where(after.Targets.ContainsKey).Select(label => after.Targets[label])],
            Gone = [.. labels.Where(label => !after.Targets.ContainsKey(label))],
        };
    }

    public static ClusterDelta Whole(int number, HaState state, IEnumerable<HaTarget> inOrder) =>
        new(number) { Nodes = new Dictionary<string, HaNode>(state.Nodes, StringComparer.Ordinal), Targets = [.. inOrder] };

    public HaState ApplyTo(HaState state) =>
        state with
        {
            Nodes = (Nodes ?? []).Aggregate(state.Nodes, (nodes, entry) => nodes.With(entry.Key, entry.Value)),
            Targets = (Gone ?? []).Aggregate(
                (Targets ?? []).Aggregate(state.Targets, (targets, target) => targets.With(target.Label, target)),
                (targets, label) => targets.Without(label)
            ),
        };
}
