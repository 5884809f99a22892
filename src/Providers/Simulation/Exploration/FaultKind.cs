namespace Scalewright.Providers.Simulation;

/// <summary>Kind of generated faults.</summary>
/// <param name="Name">Name of the kind and of its random stream, so other kinds do not affect it.</param>
/// <param name="Draw">Creates a fault. The time argument may be used as <see cref="Fault.For"/>.</param>
public sealed record FaultKind(string Name, Func<StableRandom, TimeSpan, Fault> Draw);
