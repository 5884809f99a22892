using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>The two commands of minimega that the app gives.</summary>
internal interface IMinimegaSession : IAsyncDisposable
{
    /// <summary><c>cc filter</c>: the commands that follow are for the machines that match.</summary>
    /// <param name="filter">As in <c>name=v2-node-1</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MinimegaException">The server refused, or hung up.</exception>
    Task FilterAsync(string filter, CancellationToken cancellationToken);

    /// <summary><c>cc send</c>: hands a file to the machines of the filter.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MinimegaException">The server refused, or hung up.</exception>
    Task SendAsync(string path, CancellationToken cancellationToken);
}
