using Scalewright.Providers.Minimega;

namespace PhenixScaleApp.Minimega;

/// <summary>A session with a real server.</summary>
internal sealed class SocketSession(MinimegaClient client) : IMinimegaSession
{
    public Task FilterAsync(string filter, CancellationToken cancellationToken) =>
        client.RunAsync(MinimegaCommandText.Join("cc", "filter", filter), cancellationToken);

    public Task<int> SendAsync(string path, CancellationToken cancellationToken) => client.CcSendAsync(path, cancellationToken);

    public Task<int> ExecAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) => client.CcExecAsync(words, cancellationToken);

    public async Task<string?> FindResponseAsync(int number, CancellationToken cancellationToken)
    {
        try
        {
            string text = string.Concat((await client.RunAsync($"cc responses {number} raw", cancellationToken)).Select(entry => entry.Response));
            return text.Length > 0 ? text : null;
        }
        catch (MinimegaException refusal) when (refusal.Errors.Count > 0)
        {
            // There is no response yet.
            return null;
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
