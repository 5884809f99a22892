namespace Scalewright.Agents;

/// <summary>Connection to one node. Allows many concurrent calls. Disposing cancels them.</summary>
public interface INodeConnection : IAsyncDisposable
{
    /// <summary>Name of the node.</summary>
    string Node { get; }

    /// <summary>ID of the boot that responds. Another boot has lost all state.</summary>
    string BootId { get; }

    /// <summary>Runs a command and waits for it to exit.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the command on the node, and everything it started.</param>
    /// <exception cref="AgentException">The node is unreachable, or the connection broke: the outcome is then
    /// unknown.</exception>
    Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default);

    /// <summary>Uploads a file atomically: writes it beside the target, verifies it, then renames it.</summary>
    /// <param name="path">Absolute path on the node.</param>
    /// <param name="content">Content of the file.</param>
    /// <param name="cancellationToken">Cancels the transfer. An existing file remains.</param>
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
