namespace Scalewright.Providers.Simulation;

/// <summary>Kind of generated faults.</summary>
/// <param name="Name">Name of the kind and of its random stream, so other kinds do not affect it.</param>
/// <param name="Draw">Creates a fault; uses the given time as <see cref="Fault.For"/> if it is temporary.</param>
public sealed record FaultKind(string Name, Func<StableRandom, TimeSpan, Fault> Draw);
