namespace Scalewright.Providers.AutoScaling.Networking;

/// <summary>Resolves host names to addresses.</summary>
public interface INameResolver
{
    /// <summary>Queries a name once, without retries or caching.</summary>
    /// <param name="name">Host name.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not exist
    /// (<see cref="System.Net.Sockets.SocketError.HostNotFound"/>), or the query failed.</exception>
    Task<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken = default);
}
