namespace Scalewright.Providers.Simulation.Exploration;

internal sealed record SeedPlan(Func<CancellationToken, Task> Program, Func<CancellationToken, Task>? Check)
{
    /// <summary>Disposed at the end when it is disposable.</summary>
    public object? Shared { get; init; }
}
