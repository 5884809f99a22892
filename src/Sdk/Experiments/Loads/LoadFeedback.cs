namespace Scalewright.Experiments.Loads;

/// <summary>What a closed loop must know of what it loads.</summary>
/// <param name="Waiting">Records that wait, 0 or more.</param>
/// <param name="LatencySeconds">Seconds that a record needs without waiting, 0 or more.</param>
public readonly record struct LoadFeedback(double Waiting, double LatencySeconds);
