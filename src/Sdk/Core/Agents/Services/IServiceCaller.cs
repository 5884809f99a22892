namespace Scalewright.Agents.Services;

/// <summary>Calls services of one node.</summary>
public interface IServiceCaller
{
    /// <summary>Name of the node.</summary>
    string Node { get; }

    /// <summary>Makes a call with a single response. Retries after a broken stream have no second effect.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels the call, on the node too.</param>
    /// <returns>Response as JSON in UTF-8; empty for a call without a result.</returns>
    /// <exception cref="AgentException">The service failed (see <see cref="AgentException.RemoteError"/>), is missing,
    /// has another version, or did not respond.</exception>
    Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a call whose response is a stream. The stream ends when the connection breaks.</summary>
    /// <param name="request">The call.</param>
    /// <param name="cancellationToken">Cancels the call, on the node too.</param>
    /// <returns>JSON texts in UTF-8, each valid until the next is requested.</returns>
    /// <exception cref="AgentException">As for <see cref="CallAsync"/>.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, CancellationToken cancellationToken = default);
}
