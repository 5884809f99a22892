using Scalewright.Decisions;

namespace Scalewright.Sweeps;

/// <summary>Runs elements on threads of this process, with limited concurrency.</summary>
/// <param name="compute">Returns the result of a point as JSON. It should depend on the point alone. An exception is
/// recorded, and the next attempt computes the point again.</param>
public sealed class ThreadSweepEngine(Func<SweepPoint, CancellationToken, Task<string>> compute) : ISweepEngine
{
    /// <summary>Maximum number of concurrent elements. Default the number of processors.</summary>
    public int MaxConcurrency { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    public IAsyncEnumerable<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        return ConcurrentElements.RunAsync(
            attempt.ElementCount,
            MaxConcurrency,
            (element, token) => RunAsync(folder, attempt, element, token),
            cancellationToken
        );
    }

    /// <summary>Runs an element on a thread of its own, since a computation may never yield.</summary>
    private async Task<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, int element, CancellationToken cancellationToken)
    {
        await WorkThreads.StartAsync(() =>
            SweepElement.RunAsync(folder, attempt.Number, element, compute, cancellationToken).GetAwaiter().GetResult()
        );
        return new SweepElementEnd(element);
    }
}
