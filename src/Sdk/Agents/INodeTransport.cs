namespace Scalewright.Agents;

/// <summary>Connects to machines that run no agent yet. Passed to providers as an option.</summary>
/// <remarks>Thread-safe. Connections to the same machine share expensive resources.</remarks>
public interface INodeTransport : IAsyncDisposable
{
    /// <summary>Opens a connection to a machine.</summary>
    /// <param name="address">Address of the machine.</param>
    /// <param name="node">Name of the node in messages and results.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">The machine is unreachable, or is not the expected one.</exception>
    Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default);

    /// <summary>Starts a program on a machine, for example an agent, and returns its input and output.</summary>
    /// <param name="address">Address of the machine.</param>
    /// <param name="command">Program and its arguments, one or more.</param>
    /// <param name="busyRetry">Retries while the machine is too busy for a login; null for those of the transport. A
    /// caller that retries itself uses <see cref="RetryOptions.None"/>.</param>
    /// <param name="cancellationToken">Cancels the attempt. A started program ends with its stream.</param>
    /// <returns>Stream that writes to the program's input and reads its output. Disposing it ends the
    /// program.</returns>
    /// <exception cref="AgentException">The machine is unreachable, or is not the expected one.</exception>
    Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        RetryOptions? busyRetry = null,
        CancellationToken cancellationToken = default
    );
}
