using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Channel from an agent to its manager. Each failure is a <see cref="StorageException"/>.</summary>
public interface IManagerChannel
{
    /// <summary>Registers a server.</summary>
    /// <param name="secret">Secret of a registration token.</param>
    /// <param name="registration">Registration data of the server.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StorageException">The manager cannot be reached, rejects the registration, or sends an invalid
    /// response.</exception>
    Task<RegistrationResponse> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken);

    /// <summary>Sends messages.</summary>
    /// <param name="fqdn">Name of the server, as in its certificate.</param>
    /// <param name="post">Messages to send.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StorageException">The messages did not arrive, or the outcome is unknown.</exception>
    Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken);

    /// <summary>Polls for messages. The manager holds the request for up to 30 seconds while it has none.</summary>
    /// <param name="fqdn">Name of the server, as in its certificate.</param>
    /// <param name="instance">Instance of the polling agent.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StorageException">The response is missing or invalid.</exception>
    Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken);
}
