namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>History of a resource on a node.</summary>
/// <param name="State">State of the resource on the node.</param>
/// <param name="FailCount">Number of failures since the last cleanup, <see cref="Score.Infinity"/> after a failed start
/// that is fatal.</param>
public sealed record NodeHistory(ResourceRunState State, int FailCount = 0)
{
    internal static NodeHistory None { get; } = new(ResourceRunState.Stopped);
}
