namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What a node did with one resource.</summary>
/// <param name="State">Whether it runs there.</param>
/// <param name="FailCount">Failures since the last clean-up.</param>
public sealed record NodeHistory(Running State, int FailCount = 0)
{
    internal static NodeHistory None { get; } = new(Running.No);
}
