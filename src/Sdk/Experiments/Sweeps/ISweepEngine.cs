namespace Scalewright.Sweeps;

/// <summary>Runs the elements of an attempt, for example as processes or as a Slurm job array.</summary>
public interface ISweepEngine
{
    /// <summary>Runs all elements and returns when they have exited. Results are the files in the folder.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Cancels the elements. The task completes after they have exited.</param>
    Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken);
}
