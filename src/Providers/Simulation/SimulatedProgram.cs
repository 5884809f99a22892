namespace Scalewright.Providers.Simulation;

/// <summary>A program that simulated nodes have. It awaits plainly and waits by the clock of its call.</summary>
/// <param name="call">What it is called with, and where.</param>
/// <param name="cancellationToken">Kills it.</param>
/// <returns>Its exit code, 0 to 255.</returns>
public delegate Task<int> SimulatedProgram(ProgramCall call, CancellationToken cancellationToken);
