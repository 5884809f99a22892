namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Something that one of two nodes runs, wanted from the start.</summary>
/// <param name="Label">Its label, unique in its group.</param>
/// <param name="Primary">The node it is meant for.</param>
/// <param name="Secondary">The node that takes over; null for none.</param>
public sealed record HaResource(string Label, string Primary, string? Secondary = null);
