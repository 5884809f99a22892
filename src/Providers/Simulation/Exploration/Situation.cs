namespace Scalewright.Providers.Simulation;

/// <summary>A situation that the program declared with <see cref="SimulationProvider.Sometimes"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SeedCount">Number of seeds that reached it; 0 if none did.</param>
public sealed record Situation(string Name, int SeedCount);
