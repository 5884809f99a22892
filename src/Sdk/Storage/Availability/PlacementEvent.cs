using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Availability;

/// <summary>A target that changed its place.</summary>
/// <param name="At">When.</param>
/// <param name="Cluster">In which high-availability cluster.</param>
/// <param name="Move">From where to where, and why.</param>
public sealed record PlacementEvent(DateTimeOffset At, int Cluster, HaMove Move);
