using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>The commands of minimega that the app gives.</summary>
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
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The server refused, or hung up.</exception>
    Task<int> SendAsync(string path, CancellationToken cancellationToken);

    /// <summary><c>cc exec</c>: runs a program on the machines of the filter.</summary>
    /// <param name="words">Program and arguments.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The server refused, or disconnected.</exception>
    Task<int> ExecAsync(IReadOnlyList<string> words, CancellationToken cancellationToken);

    /// <summary><c>cc responses</c>: reads what a program wrote.</summary>
    /// <param name="number">Number of the command.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its output; null while it has not ended.</returns>
    /// <exception cref="MinimegaException">The server disconnected.</exception>
    Task<string?> FindResponseAsync(int number, CancellationToken cancellationToken);
}
