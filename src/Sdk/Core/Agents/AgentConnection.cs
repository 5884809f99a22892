using Scalewright.Agents.Wire;

namespace Scalewright.Agents;

/// <summary>A way to a node's agent over byte streams. When the stream breaks and another can be opened, the calls under way go on
/// over that one; an operation that comes to the agent twice has one effect, as long as the agent has not been started anew.</summary>
public sealed partial class AgentConnection : INodeConnection
{
    private readonly AgentConnectionOptions _options;
    private readonly LinkKeeper _links;
    private readonly CallSlots _slots;
    private long _lastOperation;
    private uint _lastCall;

    private AgentConnection(AgentConnectionOptions options, Func<CancellationToken, Task<Stream>>? connect)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Node);
        ArgumentException.ThrowIfNullOrEmpty(options.Session);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epoch);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CallsMax, 1);
        _options = options;
        _links = new LinkKeeper(options, connect);
        _slots = new CallSlots(options.CallsMax);
    }

    /// <inheritdoc/>
    public string Node => _options.Node;

    /// <inheritdoc/>
    public string BootId => _links.Boot;

    /// <summary>Messages of the agent that no call waited for: late, repeated, or of a kind that is not known.</summary>
    public long IgnoredMessages => _links.IgnoredCount;

    /// <summary>Opens a connection over one stream. When that breaks, all calls fail.</summary>
    /// <param name="stream">Bytes to and from the agent; belongs to the connection from now on, also when it cannot be opened.</param>
    /// <param name="options">Whom to speak to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">Another node or no agent answers, or none in time.</exception>
    public static Task<AgentConnection> OpenAsync(Stream stream, AgentConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return OpenAsync(new AgentConnection(options, null), _ => Task.FromResult(stream), cancellationToken);
    }

    /// <summary>Opens a connection that opens another stream when the one it has breaks.</summary>
    /// <param name="connect">Opens a stream to the agent; whatever it throws means that the node cannot be reached now.</param>
    /// <param name="options">Whom to speak to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AgentException">Another node or no agent answers, or none in time.</exception>
    public static Task<AgentConnection> OpenAsync(
        Func<CancellationToken, Task<Stream>> connect, AgentConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return OpenAsync(new AgentConnection(options, connect), connect, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        using CallTime time = new(_options, cancellationToken);
        try
        {
            OpenLink open = await _links.GetAsync(time.Token);
            long start = _options.Clock.GetTimestamp();
            await open.Link.PingAsync(time.Token);
            return _options.Clock.GetElapsedTime(start);
        }
        catch (Exception failure) when (failure is LinkLostException || time.IsLate(failure))
        {
            throw new AgentException(Node, failure is LinkLostException ? AgentProblems.Of(failure) : AgentProblems.Late("a ping", _options.AnswerDeadline), failure);
        }
    }

    /// <summary>Ends the calls under way, on the node too, and the connection.</summary>
    public ValueTask DisposeAsync() => _links.DisposeAsync();

    private static async Task<AgentConnection> OpenAsync(
        AgentConnection connection, Func<CancellationToken, Task<Stream>> connect, CancellationToken cancellationToken)
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
