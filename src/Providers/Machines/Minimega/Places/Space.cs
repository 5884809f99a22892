namespace Scalewright.Providers.Minimega.Places;

/// <summary>One namespace of the server. What takes several commands, such as setting a configuration and launching with it, has its turn.</summary>
internal sealed class Space(string name, MinimegaProviderOptions options, ILogger logger) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SemaphoreSlim _turn = new(1);
    private MinimegaClient? _client;

    public string Name => name;

    /// <summary>Does several commands that no others of this program come between.</summary>
    /// <exception cref="MinimegaException">The server is not there, or refused.</exception>
    public async Task<T> InTurnAsync<T>(Func<MinimegaClient, Task<T>> work, CancellationToken cancellationToken)
    {
        MinimegaClient client = await ConnectAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work(client);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A client whose commands go to this namespace; single commands need no turn.</summary>
    /// <exception cref="MinimegaException">The server is not there.</exception>
    public async Task<MinimegaClient> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            MinimegaOptions how = new() { Namespace = name, CallTimeout = options.CallTimeout, Clock = options.Clock };
            return _client ??= await MinimegaClient.ConnectAsync(options.Socket, how, logger, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.DisposeAsync();
        }

        _opening.Dispose();
        _turn.Dispose();
    }
}
