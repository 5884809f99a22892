namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A resource runs only while another does.</summary>
/// <param name="First">What must run.</param>
/// <param name="Then">What needs it.</param>
public sealed record ScoreOrder(string First, string Then);
