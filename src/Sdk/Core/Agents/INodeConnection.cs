namespace Scalewright.Agents;

/// <summary>Connection to one node. Supports concurrent calls. Disposing cancels the calls in progress.</summary>
public interface INodeConnection : IAsyncDisposable
{
    /// <summary>Name of the node.</summary>
    string Node { get; }

    /// <summary>Boot ID of the node that responds. A different ID means that all earlier state was lost.</summary>
    string BootId { get; }

    /// <summary>Runs a command and waits for it to exit.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Kills the command and everything it started on the node.</param>
    /// <exception cref="AgentException">The node is unreachable, or the connection broke and the outcome is
    /// unknown.</exception>
    Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default);

    /// <summary>Uploads a file atomically: writes a new file beside the target, verifies it, then renames it.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="cancellationToken">Cancels the transfer. An existing file is left unchanged.</param>
    /// <exception cref="AgentException">The node refused the file or is unreachable.</exception>
    Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Downloads a file from the node.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="destination">Stream that receives the content. Not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>Length in bytes.</returns>
    /// <exception cref="AgentException">The file does not exist or changed during the transfer, or the node is
    /// unreachable.</exception>
    Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Checks that the node responds.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Round-trip time.</returns>
    /// <exception cref="AgentException">No response arrived before the timeout.</exception>
    Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default);
}
