namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How much a resource wants to be where another is.</summary>
/// <param name="Resource">The resource that follows.</param>
/// <param name="With">The resource that leads.</param>
/// <param name="Value">The score; infinity means only together, minus infinity never together.</param>
public sealed record ScoreColocation(string Resource, string With, int Value);
