namespace Scalewright.Providers.Simulation;

/// <summary>Kind of generated faults.</summary>
/// <param name="Name">Name of the kind and of its random stream, so other kinds do not affect it.</param>
/// <param name="Create">Creates a fault; uses the given time as <see cref="Fault.Duration"/> if it is
/// temporary.</param>
public sealed record FaultKind(string Name, Func<StableRandom, TimeSpan, Fault> Create);
