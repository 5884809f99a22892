namespace Scalewright.Sweeps;

/// <summary>Carries out sweeps on an engine, attempt after attempt, until nothing is missing.</summary>
/// <param name="engine">Where elements run.</param>
public sealed class SweepRunner(ISweepEngine engine)
{
    /// <summary>Points of an element; default 100. More points, fewer starts; fewer points, less to do again when one is killed.</summary>
    public int Chunk { get; init; } = 100;

    /// <summary>Attempts until it is given up; default 3. What the last one lacks is told, and stays for another run.</summary>
    public int AttemptsMax { get; init; } = 3;

    /// <summary>Computes what is missing.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="progress">Hears what there is after each attempt; null: nobody.</param>
    /// <param name="cancellationToken">Ends it; what is computed stays.</param>
    /// <returns>What there is at the end.</returns>
    /// <exception cref="SweepException">The points cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Chunk or attempts are below 1.</exception>
    public async Task<SweepReport> RunAsync(SweepFolder folder, IProgress<SweepReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(AttemptsMax, 1);
        for (int tried = 0; tried < AttemptsMax && folder.Begin(Chunk) is { } attempt; tried++)
        {
            await engine.RunAsync(folder, attempt, cancellationToken);
            progress?.Report(folder.Look());
        }

        return folder.Look();
    }
}
