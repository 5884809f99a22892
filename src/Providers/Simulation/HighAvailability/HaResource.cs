namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Resource that runs on one of two nodes. Desired from the start.</summary>
/// <param name="Label">Label, unique in its group.</param>
/// <param name="Primary">Primary node.</param>
/// <param name="Secondary">Secondary node, which takes over; null for none.</param>
public sealed record HaResource(string Label, string Primary, string? Secondary = null);
