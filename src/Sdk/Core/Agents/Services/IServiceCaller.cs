namespace Scalewright.Agents.Services;

/// <summary>A way to call services of one node.</summary>
public interface IServiceCaller
{
    /// <summary>The node's name.</summary>
    string Node { get; }

    /// <summary>Makes a call that has one answer. An operation that comes to the agent twice, because the stream to it broke, has one effect.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Ends it, on the node too.</param>
    /// <returns>The answer as JSON in UTF-8; empty when there is none.</returns>
    /// <exception cref="AgentException">The service failed (<see cref="AgentException.Remote"/> says how), is not there, is of another version, or nobody answered.</exception>
    Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a call whose answer is a stream. It ends when its connection does.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Ends it, on the node too.</param>
    /// <returns>One JSON text in UTF-8 each, valid until the next is asked for.</returns>
    /// <exception cref="AgentException">As for <see cref="CallAsync"/>.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, CancellationToken cancellationToken = default);
}
