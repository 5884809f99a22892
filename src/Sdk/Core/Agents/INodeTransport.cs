namespace Scalewright.Agents;

/// <summary>A way into machines that run no agent yet. Providers whose nodes are reached by it take it as an option.</summary>
/// <remarks>Safe to call from several tasks at once. Connections to the same machine share what is costly to set up.</remarks>
public interface INodeTransport : IAsyncDisposable
{
    /// <summary>Opens a way into a machine.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="node">What its node is called in messages and results.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">The machine cannot be reached, or is not the one that it should be.</exception>
    Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default);

    /// <summary>Starts a program on a machine and gives its standard input and output, as for an agent.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="words">The program and its arguments, one or more.</param>
    /// <param name="cancellationToken">Ends the attempt; the program afterwards ends with the stream.</param>
    /// <returns>Writing goes to the program's input, reading comes from its output. Disposing ends both.</returns>
    /// <exception cref="AgentException">The machine cannot be reached, or is not the one that it should be.</exception>
    Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default);
}
