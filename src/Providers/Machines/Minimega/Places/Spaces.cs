namespace Scalewright.Providers.Minimega.Places;

/// <summary>Namespaces of the server that this program uses.</summary>
internal sealed class Spaces(MinimegaProviderOptions options, ILogger logger) : IAsyncDisposable
{
    // Recorded: it always exists.
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

    /// <summary>Returns a client for the server itself, for everything that belongs to no cluster.</summary>
    /// <exception cref="MinimegaException">The server is not available.</exception>
    public Task<MinimegaClient> ServerAsync(CancellationToken cancellationToken) => this[Main].ConnectAsync(cancellationToken);

    /// <summary>
    /// Lists the existing namespaces of clusters. Needed before a command to a namespace, because a command creates its
    /// namespace.
    /// </summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<string>> ListAsync(CancellationToken cancellationToken)
    {
        MinimegaClient server = await ServerAsync(cancellationToken);
        ValueList<ValueMap<string>> rows = await server.TableAsync("namespace", cancellationToken);
        return rows.Select(row => row.GetValueOrDefault("namespace", "")).Where(name => SpaceName.OwnerOf(name) is not null).Distinct(StringComparer.Ordinal).ToValueList();
    }

    /// <summary>Removes a namespace and its content.</summary>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
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
