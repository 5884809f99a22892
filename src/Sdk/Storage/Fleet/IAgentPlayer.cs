using Scalewright.Storage.Agents;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>Plays the agents of servers: in this process, or in one of its own on a node.</summary>
public interface IAgentPlayer
{
    /// <summary>Introduces a server to the manager. No agent of it runs meanwhile.</summary>
    /// <param name="server">The server.</param>
    /// <param name="secret">The secret of a registration token.</param>
    /// <param name="identity">Its key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Providers.ProviderException">The manager refuses, or does not answer.</exception>
    Task<RegistrationReply> RegisterAsync(Server server, string secret, ServerIdentity identity, CancellationToken cancellationToken);

    /// <summary>Plays the agent of a server from its start to its end; nothing of it is left afterwards.</summary>
    /// <param name="server">The server as it is at the start.</param>
    /// <param name="fleet">Ends all agents, and what servers do after an answer was sent, as a reboot.</param>
    /// <param name="cancellationToken">Ends this agent.</param>
    Task PlayAsync(Server server, CancellationToken fleet, CancellationToken cancellationToken);
}
