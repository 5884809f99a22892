namespace Scalewright.Agents;

/// <summary>A way into one node. Many calls may be under way at once; disposing ends them.</summary>
public interface INodeConnection : IAsyncDisposable
{
    /// <summary>The node's name.</summary>
    string Node { get; }

    /// <summary>Which boot of the node answers; another boot has forgotten everything.</summary>
    string BootId { get; }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the command on the node, and everything it started.</param>
    /// <exception cref="AgentException">The node cannot be reached, or the connection broke: then nobody knows whether the command ran.</exception>
    Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default);

    /// <summary>Puts a file on the node, whole or not at all: beside its place first, checked, then renamed.</summary>
    /// <param name="path">Where, as an absolute path of the node.</param>
    /// <param name="content">What.</param>
    /// <param name="cancellationToken">Ends the transfer; the file that was there stays.</param>
    /// <exception cref="AgentException">The node refused it or cannot be reached.</exception>
    Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Gets a file from the node.</summary>
    /// <param name="path">Which, as an absolute path of the node.</param>
    /// <param name="destination">Where its bytes go; not disposed.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="AgentException">There is no such file, it changed under way, or the node cannot be reached.</exception>
    Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Asks whether the node is there.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long the answer took.</returns>
    /// <exception cref="AgentException">No answer came in time.</exception>
    Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default);
}
