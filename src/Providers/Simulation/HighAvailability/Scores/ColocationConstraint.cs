namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Preference of a resource for the node of another resource.</summary>
/// <param name="Resource">Resource that follows.</param>
/// <param name="WithResource">Resource that leads.</param>
/// <param name="Value">Score. Infinity: always together. Minus infinity: never together.</param>
public sealed record ColocationConstraint(string Resource, string WithResource, int Value);
