using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>How an agent reaches its manager. Every failure, of the way or of the manager, is a <see cref="StorageException"/>.</summary>
public interface IManagerLine
{
    /// <summary>Introduces a server.</summary>
    /// <param name="secret">The secret of a registration token.</param>
    /// <param name="registration">The server.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">The manager refuses, cannot be reached, or answers something else.</exception>
    Task<RegistrationReply> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken);

    /// <summary>Sends messages.</summary>
    /// <param name="fqdn">The server, as its certificate names it.</param>
    /// <param name="post">The messages.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">They did not arrive, or nobody knows whether they did.</exception>
    Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken);

    /// <summary>Asks for messages; the manager holds the question until it has some, for up to half a minute.</summary>
    /// <param name="fqdn">The server, as its certificate names it.</param>
    /// <param name="instance">Who asks.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">No answer came, or none that can be read.</exception>
    Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken);
}
