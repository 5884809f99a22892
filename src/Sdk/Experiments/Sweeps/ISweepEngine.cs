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

    /// <summary>Runs all elements and returns when they have exited. Results are the files in the folder.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Cancels the elements. The task completes after they have exited.</param>
    Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken);
}
