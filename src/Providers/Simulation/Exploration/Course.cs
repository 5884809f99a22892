namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>What one seed runs.</summary>
internal sealed record Course(Func<CancellationToken, Task> Program, Func<CancellationToken, Task>? Check);
