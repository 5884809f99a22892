using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>Connection to a node's agent over byte streams.</summary>
/// <remarks>If the stream breaks and a new one can be opened, calls in progress continue on the new stream. The agent
/// executes a retried operation only once, unless it was restarted in between.</remarks>
public sealed partial class AgentConnection : INodeConnection
{
    private readonly AgentConnectionOptions _options;
    private readonly ReconnectingLink _links;
    private readonly CallLimiter _slots;
    private long _lastOperation;

    private AgentConnection(AgentConnectionOptions options, Func<CancellationToken, Task<Stream>>? connect)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Node);
        ArgumentException.ThrowIfNullOrEmpty(options.SessionId);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epoch);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxConcurrentCalls, 1);
        _options = options;
        _links = new ReconnectingLink(options, connect);
        _slots = new CallLimiter(options.MaxConcurrentCalls);
    }

    /// <inheritdoc/>
    public string Node => _options.Node;

    /// <inheritdoc/>
    public string BootId => _links.Boot;

    /// <summary>Number of agent messages that no call expected: late, duplicate or of an unknown kind.</summary>
    public long IgnoredMessageCount => _links.IgnoredCount;

    /// <summary>Opens a connection over one stream. When the stream breaks, all calls fail.</summary>
    /// <param name="stream">Bidirectional stream to the agent. The connection owns it, even if opening fails.</param>
    /// <param name="options">Expected node, timeouts and limits.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">A different node or no agent responded, or the timeout expired.</exception>
    public static Task<AgentConnection> OpenAsync(
        Stream stream,
        AgentConnectionOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        return OpenAsync(new AgentConnection(options, null), _ => Task.FromResult(stream), cancellationToken);
    }

    /// <summary>Opens a connection that reconnects with a new stream when the current one breaks.</summary>
    /// <param name="connect">Opens a stream to the agent. Any exception means that the node is currently
    /// unreachable.</param>
    /// <param name="options">Expected node, timeouts and limits.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="AgentException">A different node or no agent responded, or the timeout expired.</exception>
    public static Task<AgentConnection> OpenAsync(
        Func<CancellationToken, Task<Stream>> connect,
        AgentConnectionOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(connect);
        return OpenAsync(new AgentConnection(options, connect), connect, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        using CallTimeout time = new(_options, cancellationToken);
        try
        {
            EstablishedLink open = await _links.GetAsync(time.Token);
            long start = _options.Clock.GetTimestamp();
            await open.Link.PingAsync(time.Token);
            return _options.Clock.GetElapsedTime(start);
        }
        catch (Exception failure) when (failure is LinkLostException || time.IsTimeout(failure))
        {
            throw new AgentException(
                Node,
                failure is LinkLostException ? AgentProblems.From(failure) : AgentProblems.Late("a ping", _options.ResponseTimeout),
                failure
            );
        }
    }

    /// <summary>Cancels the calls in progress, also on the node, and closes the connection.</summary>
    public ValueTask DisposeAsync() => _links.DisposeAsync();

    private static async Task<AgentConnection> OpenAsync(
        AgentConnection connection,
        Func<CancellationToken, Task<Stream>> connect,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await connection._links.OpenFirstAsync(connect, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
