using System.Text.Json.Serialization;
using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.State;

/// <summary>Changes of a high-availability cluster: new values of nodes and targets, removed targets.</summary>
internal sealed record ClusterDelta(int Number)
{
    /// <summary>New values of changed nodes, by name; null if no node changed.</summary>
    public Dictionary<string, HaNode>? Nodes { get; init; }

    /// <summary>New and changed targets; null or empty if nothing changed. New ones are listed after those that exist.</summary>
    public HaTarget[]? Targets { get; init; }

    /// <summary>Labels of removed targets; null or empty if nothing was removed.</summary>
    [JsonPropertyName("gone")]
    public string[]? RemovedTargets { get; init; }

    public static ClusterDelta Create(int number, HaState before, HaEvent haEvent, HaResult outcome)
    {
        HaState after = outcome.State;
        string[] labels = haEvent.Kind == HaEventKind.Clear ? [.. before.Targets.Keys] : FindChangedLabels(haEvent, outcome);
        bool hasNode = haEvent.Node.Length > 0 && after.Nodes.ContainsKey(haEvent.Node);
        return new ClusterDelta(number)
        {
            Nodes = hasNode ? new(StringComparer.Ordinal) { [haEvent.Node] = after.Nodes[haEvent.Node] } : null,
            Targets = [.. labels.Where(after.Targets.ContainsKey).Select(label => after.Targets[label])],
            RemovedTargets = [.. labels.Where(label => !after.Targets.ContainsKey(label))],
        };
    }

    /// <summary>Returns the change from the empty state to a state.</summary>
    /// <param name="orderedTargets">Targets of the state in order of configuration, in which they are listed later.</param>
    public static ClusterDelta FromState(int number, HaState state, IEnumerable<HaTarget> orderedTargets) =>
        new(number) { Nodes = new Dictionary<string, HaNode>(state.Nodes, StringComparer.Ordinal), Targets = [.. orderedTargets] };

    public HaState ApplyTo(HaState state)
    {
        ValueMap<HaNode> nodes = state.Nodes;
        foreach ((string name, HaNode node) in Nodes ?? [])
        {
            nodes = nodes.With(name, node);
        }

        ValueMap<HaTarget> targets = state.Targets;
        foreach (HaTarget target in Targets ?? [])
        {
            targets = targets.With(target.Label, target);
        }

        foreach (string label in RemovedTargets ?? [])
        {
            targets = targets.Without(label);
        }

        return state with
        {
            Nodes = nodes,
            Targets = targets,
        };
    }

    private static string[] FindChangedLabels(HaEvent haEvent, HaResult outcome) =>
        [
            .. outcome
                .Moves.Select(move => move.Label)
                .Append(haEvent.Label)
                .Where(label => label.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
}
