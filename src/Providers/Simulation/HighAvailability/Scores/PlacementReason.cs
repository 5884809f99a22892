namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Reason for the placement of a resource.</summary>
/// <param name="Resource">ID of the resource.</param>
/// <param name="Nodes">Nodes that run the resource, by name; empty when stopped.</param>
/// <param name="Cause">Kind of the reason.</param>
/// <param name="Text">Reason with its numbers, as a clause.</param>
public sealed record PlacementReason(string Resource, ValueList<string> Nodes, PlacementCause Cause, string Text)
{
    /// <summary>Returns text such as <c>A on n1: its score is 1020 there, more than 10 on n2</c>.</summary>
    public override string ToString() =>
        $"{Resource} {(Nodes.Count == 0 ? "nowhere" : "on " + string.Join(", ", (IEnumerable<string>)Nodes))}: {Text}";
}
