namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How much a resource wants a node.</summary>
/// <param name="Resource">The resource, group or clone.</param>
/// <param name="Node">The node.</param>
/// <param name="Value">The score; minus infinity bans it.</param>
public sealed record ScoreLocation(string Resource, string Node, int Value)
{
    /// <summary>Whether an event added it: those are taken away first.</summary>
    internal bool IsAdded { get; init; }
}
