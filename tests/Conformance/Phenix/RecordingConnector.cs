using PhenixScaleApp.Minimega;

namespace Conformance.Phenix;

/// <summary>Stands in for minimega as it did when the cases were recorded: accepts everything and writes it down.</summary>
internal sealed class RecordingConnector : IMinimegaConnector, IMinimegaSession
{
    /// <summary>The calls in order.</summary>
    public List<string> Calls { get; } = [];

    /// <inheritdoc/>
    public Task<IMinimegaSession> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        Calls.Add($"connect namespace={name}");
        return Task.FromResult<IMinimegaSession>(this);
    }

    /// <inheritdoc/>
    public Task FilterAsync(string filter, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_filter filter={filter}");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<int> SendAsync(string path, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_send {path}");
        return Task.FromResult(Calls.Count);
    }

    /// <inheritdoc/>
    public Task<int> ExecAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        Calls.Add($"cc_exec {string.Join(' ', words)}");
        return Task.FromResult(Calls.Count);
    }

    /// <inheritdoc/>
    public Task<string?> FindResponseAsync(int number, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
