namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Preference of a resource for a node.</summary>
/// <param name="Resource">Resource, group or clone.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="Value">Score. Minus infinity bans the node.</param>
public sealed record LocationConstraint(string Resource, string Node, int Value)
{
    /// <summary>True if an event added the constraint. Such constraints are removed first.</summary>
    internal bool IsAdded { get; init; }
}
