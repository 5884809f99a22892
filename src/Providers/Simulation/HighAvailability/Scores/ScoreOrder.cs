namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Runs a resource only while another runs.</summary>
/// <param name="First">Required resource.</param>
/// <param name="Then">Dependent resource.</param>
public sealed record ScoreOrder(string First, string Then);
