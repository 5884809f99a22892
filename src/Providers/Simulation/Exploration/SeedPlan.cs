namespace Scalewright.Providers.Simulation.Exploration;

internal sealed record SeedPlan(Func<CancellationToken, Task> Program, Func<CancellationToken, Task>? Check)
{
    /// <summary>State that the runs share. If disposable, it is disposed at the end.</summary>
    public object? Shared { get; init; }
}
