using Scalewright.Agents;

namespace Scalewright.Providers.Simulation;

/// <summary>A program that simulated nodes have.</summary>
/// <param name="call">What it is called with, and where.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>How it ended.</returns>
public delegate Task<CommandResult> SimulatedProgram(ProgramCall call, CancellationToken cancellationToken);
