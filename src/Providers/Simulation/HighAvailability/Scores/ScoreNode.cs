namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Node that may be a member.</summary>
/// <param name="Name">Name of the node.</param>
public sealed record ScoreNode(string Name)
{
    /// <summary>Capacity, for example memory: 8. Ignored by the default placement strategy.</summary>
    public ValueMap<int> Capacity { get; init; } = ValueMap.Empty<int>();
}
