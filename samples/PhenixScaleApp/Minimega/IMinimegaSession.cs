using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>The minimega commands that the app uses.</summary>
internal interface IMinimegaSession : IAsyncDisposable
{
    /// <summary><c>cc filter</c>: selects the machines for the following commands.</summary>
    /// <param name="filter">For example <c>name=v2-node-1</c>.</param>
    /// <exception cref="MinimegaException">The server rejected the command, or disconnected.</exception>
    Task FilterAsync(string filter, CancellationToken cancellationToken);

    /// <summary><c>cc send</c>: sends a file to the machines of the filter.</summary>
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The server rejected the command, or disconnected.</exception>
    Task<int> SendAsync(string path, CancellationToken cancellationToken);

    /// <summary><c>cc exec</c>: runs a program on the machines of the filter.</summary>
    /// <param name="words">Program and arguments.</param>
    /// <returns>Number of the command.</returns>
    /// <exception cref="MinimegaException">The server rejected the command, or disconnected.</exception>
    Task<int> ExecAsync(IReadOnlyList<string> words, CancellationToken cancellationToken);

    /// <summary><c>cc responses</c>: reads the output of a program.</summary>
    /// <param name="number">Number of the command.</param>
    /// <returns>Its output; null while it runs.</returns>
    /// <exception cref="MinimegaException">The server disconnected.</exception>
    Task<string?> FindResponseAsync(int number, CancellationToken cancellationToken);
}
