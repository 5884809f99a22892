namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>What one seed runs.</summary>
internal sealed record Course(Func<CancellationToken, Task> Program, Func<CancellationToken, Task>? Check)
{
    /// <summary>What its runs share, to be disposed of at the end when it can be.</summary>
    public object? Shared { get; init; }
}
