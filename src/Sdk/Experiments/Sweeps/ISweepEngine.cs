namespace Scalewright.Sweeps;

/// <summary>Runs the elements of an attempt, for example as processes or as a Slurm job array.</summary>
public interface ISweepEngine
{
    /// <summary>
    /// Waits until elements that a killed program left have exited. Called before an attempt begins, and before a
    /// folder is deleted. The default returns at once, for engines whose elements exit with their program.
    /// </summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="cancellationToken">Cancels these elements. The task completes after they have exited.</param>
    Task AdoptAsync(SweepFolder folder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Runs all elements and returns each when it has exited. They start in order. Results are the files in the folder.
    /// </summary>
    /// <remarks>
    /// If the caller ends the enumeration early, no other element starts. Those that still run are canceled, and have
    /// exited when the enumerator is disposed.
    /// </remarks>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Cancels the elements. The enumeration ends after they have exited.</param>
    IAsyncEnumerable<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken);
}
