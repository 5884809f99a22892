using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>The way to a minimega server.</summary>
internal interface IMinimegaConnector
{
    /// <summary>Connects; every command of the session runs in one namespace.</summary>
    /// <param name="name">The namespace: the experiment's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MinimegaException">The server cannot be reached.</exception>
    Task<IMinimegaSession> ConnectAsync(string name, CancellationToken cancellationToken);
}
