using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>Connects to a minimega server.</summary>
internal interface IMinimegaConnector
{
    /// <summary>Connects. All commands of the session run in one namespace.</summary>
    /// <param name="name">The namespace: the experiment's name.</param>
    /// <exception cref="MinimegaException">The server cannot be reached.</exception>
    Task<IMinimegaSession> ConnectAsync(string name, CancellationToken cancellationToken);
}
