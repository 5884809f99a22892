namespace Scalewright.Providers.Minimega.Places;

/// <summary>The namespaces of the server that this program has to do with.</summary>
internal sealed class Spaces(MinimegaProviderOptions options, ILogger logger) : IAsyncDisposable
{
    // Recorded: it is always there.
    private const string Main = "minimega";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Space> _spaces = new(StringComparer.Ordinal);

    public Space this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _spaces.TryGetValue(name, out Space? space) ? space : _spaces[name] = new Space(name, options, logger);
            }
        }
    }

    /// <summary>The server itself, for what belongs to no cluster.</summary>
    /// <exception cref="MinimegaException">The server is not there.</exception>
    public Task<MinimegaClient> ServerAsync(CancellationToken cancellationToken) => this[Main].ConnectAsync(cancellationToken);

    /// <summary>The namespaces of clusters that are there now. Asked before a command is sent to one, because a command makes the namespace that it is sent to.</summary>
    /// <exception cref="MinimegaException">The server cannot be asked.</exception>
    public async Task<ValueList<string>> ListAsync(CancellationToken cancellationToken)
    {
        MinimegaClient server = await ServerAsync(cancellationToken);
        ValueList<ValueMap<string>> rows = await server.TableAsync("namespace", cancellationToken);
        return rows.Select(row => row.GetValueOrDefault("namespace", "")).Where(name => SpaceName.OwnerOf(name) is not null).Distinct(StringComparer.Ordinal).ToValueList();
    }

    /// <summary>Removes a namespace with all that is in it.</summary>
    /// <exception cref="MinimegaException">The server refused, or cannot be asked.</exception>
    public async Task ClearAsync(string name)
    {
        MinimegaClient server = await ServerAsync(CancellationToken.None);
        await server.RunAsync(MinimegaLine.Join("clear", "namespace", name), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Space[] open;
        lock (_gate)
        {
            open = [.. _spaces.Values];
            _spaces.Clear();
        }

        foreach (Space space in open)
        {
            await space.DisposeAsync();
        }
    }
}
