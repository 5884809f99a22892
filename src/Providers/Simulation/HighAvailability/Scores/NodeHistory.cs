namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>History of a resource on a node.</summary>
/// <param name="State">State of the resource on the node.</param>
/// <param name="FailCount">Number of failures since the last cleanup.</param>
public sealed record NodeHistory(ResourceRunState State, int FailCount = 0)
{
    internal static NodeHistory None { get; } = new(ResourceRunState.Stopped);
}
