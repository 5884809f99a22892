using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Availability;

/// <summary>Move of a target to another server.</summary>
/// <param name="At">Time of the move.</param>
/// <param name="Cluster">Number of the high-availability cluster.</param>
/// <param name="Move">Source, destination and reason.</param>
public sealed record PlacementEvent(DateTimeOffset At, int Cluster, HaMove Move);
