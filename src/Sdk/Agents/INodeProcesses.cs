namespace Scalewright.Agents;

/// <summary>Starts programs on the agent's node.</summary>
public interface INodeProcesses
{
    /// <summary>Runs a program and waits for it to exit.</summary>
    /// <param name="request">The program. The agent enforces its limits.</param>
    /// <param name="output">Receives the output while the program runs.</param>
    /// <param name="cancellationToken">Kills the program and everything it started. The task completes when all have
    /// exited.</param>
    /// <returns>Exit code, 0 to 255. 128 plus the signal number if a signal ended the program.</returns>
    /// <exception cref="IOException">The program cannot be started; the message contains the reason.</exception>
    /// <exception cref="UnauthorizedAccessException">Starting the program is not permitted.</exception>
    /// <exception cref="OperationCanceledException">The program was killed.</exception>
    Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken);
}
