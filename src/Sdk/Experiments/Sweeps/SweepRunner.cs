namespace Scalewright.Sweeps;

/// <summary>Runs sweeps on an engine, with repeated attempts until no point is missing.</summary>
/// <param name="engine">The engine that runs the elements.</param>
public sealed class SweepRunner(ISweepEngine engine)
{
    /// <summary>Points per element. Default 100. Large chunks need fewer starts; small ones lose less work.</summary>
    public int ChunkSize { get; init; } = 100;

    /// <summary>Maximum number of attempts. Default 3. Points that are still missing are reported.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Computes the missing points, after elements that a killed program left have exited.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="progress">Receives the state after each attempt; null for none.</param>
    /// <param name="cancellationToken">Cancels the call. Results are kept.</param>
    /// <returns>The final state.</returns>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size or the number of attempts is less than
    /// 1.</exception>
    public async Task<SweepReport> RunAsync(
        SweepFolder folder,
        IProgress<SweepReport>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        await engine.AdoptAsync(folder, cancellationToken);
        for (int tried = 0; tried < MaxAttempts && folder.BeginAttempt(ChunkSize) is { } attempt; tried++)
        {
            await foreach (SweepElementEnd _ in engine.RunAsync(folder, attempt, cancellationToken))
            {
                // Results are read from the folder.
            }

            progress?.Report(folder.ReadReport());
        }

        return folder.ReadReport();
    }
}
