namespace Scalewright.Sweeps;

/// <summary>Starts the elements of an attempt somewhere: as processes of this machine, or as a job array of a scheduler.</summary>
public interface ISweepEngine
{
    /// <summary>Runs all elements of an attempt, and returns when none of them runs any more. How they ended is not told here: what is in the folder counts.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellationToken">Ends the elements; the task ends when they are gone.</param>
    Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken);
}
