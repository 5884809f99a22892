namespace Scalewright.Agents.Dialing;

/// <summary>Asks for the addresses of a name.</summary>
public interface INameResolver
{
    /// <summary>Asks once; nothing is repeated or remembered.</summary>
    /// <param name="name">A host name.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name (<see cref="System.Net.Sockets.SocketError.HostNotFound"/>), or nobody could be asked.</exception>
    Task<NameAnswer> AskAsync(string name, CancellationToken cancellationToken = default);
}
