namespace Scalewright.Providers.Minimega.Backend;

/// <summary>Namespaces of the server that this program uses.</summary>
internal sealed class MinimegaNamespaces(MinimegaOptions options, ILogger logger) : IAsyncDisposable
{
    // Namespace that always exists (observed).
    private const string Main = "minimega";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MinimegaNamespace> _namespaces = new(StringComparer.Ordinal);

    public MinimegaNamespace this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _namespaces.TryGetValue(name, out MinimegaNamespace? vmNamespace)
                    ? vmNamespace
                    : _namespaces[name] = new MinimegaNamespace(name, options, logger);
            }
        }
    }

    /// <summary>Returns a client for commands that do not belong to a cluster.</summary>
    /// <exception cref="MinimegaException">The server is not available.</exception>
    public Task<MinimegaClient> ConnectToServerAsync(CancellationToken cancellationToken) => this[Main].ConnectAsync(cancellationToken);

    /// <summary>
    /// Lists the existing namespaces of clusters. Call this before sending a command to a namespace, because a command
    /// creates a missing namespace.
    /// </summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<string>> ListAsync(CancellationToken cancellationToken)
    {
        MinimegaClient server = await ConnectToServerAsync(cancellationToken);
        ValueList<ValueMap<string>> rows = await server.RunTableAsync("namespace", cancellationToken);
        return rows.Select(row => row.GetValueOrDefault("namespace", ""))
            .Where(name => MinimegaNamespaceName.ParseOwner(name) is not null)
            .Distinct(StringComparer.Ordinal)
            .ToValueList();
    }

    /// <summary>Removes a namespace and its content.</summary>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public async Task ClearAsync(string name)
    {
        MinimegaClient server = await ConnectToServerAsync(CancellationToken.None);
        await server.RunAsync(MinimegaCommandText.Join("clear", "namespace", name), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        MinimegaNamespace[] open;
        lock (_gate)
        {
            open = [.. _namespaces.Values];
            _namespaces.Clear();
        }

        foreach (MinimegaNamespace vmNamespace in open)
        {
            await vmNamespace.DisposeAsync();
        }
    }
}
