namespace Scalewright.Providers.Simulation;

/// <summary>Program of simulated nodes. Uses plain <c>await</c> and waits with the clock of its context.</summary>
/// <param name="call">Context of the call.</param>
/// <param name="cancellationToken">Kills the program.</param>
/// <returns>Exit code, 0 to 255.</returns>
public delegate Task<int> SimulatedProgram(SimulatedProgramContext call, CancellationToken cancellationToken);
