using Scalewright.Storage.Agents;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Fleet;

/// <summary>Runs the agents of servers: in this process, or in a process on a node.</summary>
public interface IAgentRunner
{
    /// <summary>Registers a server at the manager. No agent of the server runs at the same time.</summary>
    /// <param name="server">The server.</param>
    /// <param name="secret">Secret of a registration token.</param>
    /// <param name="identity">Key of the server.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Providers.ProviderException">The manager rejects the request or does not respond.</exception>
    Task<RegistrationResponse> RegisterAsync(
        StorageServer server,
        string secret,
        ServerIdentity identity,
        CancellationToken cancellationToken
    );

    /// <summary>Runs the agent of a server from start to end and cleans up afterwards.</summary>
    /// <param name="server">Server in its state at the start.</param>
    /// <param name="fleet">Stops all agents and work after responses, for example a reboot.</param>
    /// <param name="cancellationToken">Stops this agent.</param>
    Task RunAsync(StorageServer server, CancellationToken fleet, CancellationToken cancellationToken);
}
