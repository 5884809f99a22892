namespace Scalewright.Agents;

/// <summary>Starts programs on the agent's node.</summary>
public interface INodePrograms
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="request">What; its limits are the agent's to keep, not the program's.</param>
    /// <param name="output">Takes what it writes, while it writes.</param>
    /// <param name="cancellationToken">Kills it and everything it started; the task ends when they are gone.</param>
    /// <returns>Its exit code, 0 to 255; 128 and the signal when a signal ended it.</returns>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    Task<int> RunAsync(CommandRequest request, ProgramOutput output, CancellationToken cancellationToken);
}
