namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A node that may be a member.</summary>
/// <param name="Name">Its name.</param>
public sealed record ScoreNode(string Name)
{
    /// <summary>What it has to offer, as in memory: 8; only read by placement strategies other than default.</summary>
    public ValueMap<int> Capacity { get; init; } = ValueMap.Empty<int>();
}
