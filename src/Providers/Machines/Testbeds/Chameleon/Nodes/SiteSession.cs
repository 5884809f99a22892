using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Sends requests to the services of one site. Renews a refused token.</summary>
internal sealed class SiteSession : IDisposable
{
    private const string ServiceName = "an OpenStack service";
    private readonly HttpMessageInvoker _http;
    private readonly ChameleonOptions _options;
    private readonly Random _random;
    private readonly RestLogin _login;
    private readonly RestClient _identity;
    private readonly ConcurrentDictionary<OpenStackService, RestClient> _clients = new();
    private volatile TokenBody? _token;

    public SiteSession(ChameleonSite site, HttpMessageInvoker http, ChameleonOptions options, Random random, ILogger logger)
    {
        (Site, _http, _options, _random, Logger) = (site, http, options, random, logger);
        _login = new RestLogin("X-Auth-Token", LogInAsync, LogInAsync);
        _identity = new RestClient(http, null, OptionsFor(new Uri($"{site.Identity.ToString().TrimEnd('/')}/")));
    }

    public ChameleonSite Site { get; }

    public string Region => Site.Region;

    public ILogger Logger { get; }

    /// <summary>Reads a resource.</summary>
    /// <exception cref="RestException">The request was refused or received no response after all attempts.</exception>
    public async Task<T> GetAsync<T>(
        OpenStackService service,
        string path,
        JsonTypeInfo<T> responseType,
        CancellationToken cancellationToken
    ) => await (await GetClientAsync(service, cancellationToken)).GetAsync(path, responseType, cancellationToken);

    /// <summary>Reads a resource; null if it does not exist.</summary>
    /// <exception cref="RestException">The request was refused or received no response after all attempts.</exception>
    public async Task<T?> FindAsync<T>(
        OpenStackService service,
        string path,
        JsonTypeInfo<T> responseType,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await GetAsync(service, path, responseType, cancellationToken);
        }
        catch (RestException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Sends a request that changes something.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task ChangeAsync<T>(OpenStackService service, HttpMethod method, string path, T body, JsonTypeInfo<T> type) =>
        await (await GetClientAsync(service, CancellationToken.None)).ChangeAsync(
            method,
            path,
            JsonSerializer.SerializeToUtf8Bytes(body, type)
        );

    /// <summary>Sends a request that changes something, and reads the response.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task<TResponse> RequestAsync<TBody, TResponse>(
        OpenStackService service,
        HttpMethod method,
        string path,
        TBody body,
        JsonTypeInfo<TBody> type,
        JsonTypeInfo<TResponse> responseType
    )
    {
        RestClient client = await GetClientAsync(service, CancellationToken.None);
        return client.Read(await client.ChangeAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, type)), responseType);
    }

    /// <summary>Deletes a resource. Idempotent.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task RemoveAsync(OpenStackService service, string path)
    {
        try
        {
            await (await GetClientAsync(service, CancellationToken.None)).ChangeAsync(HttpMethod.Delete, path);
        }
        catch (RestException exception) when (exception.Status == 404)
        {
            // The resource is already deleted.
        }
    }

    public void Dispose() => _login.Dispose();

    private async Task<RestClient> GetClientAsync(OpenStackService service, CancellationToken cancellationToken)
    {
        await _login.GetAsync(cancellationToken);
        return _clients.GetOrAdd(
            service,
            static (service, session) =>
                new RestClient(
                    session._http,
                    session._login,
                    session.OptionsFor(ServiceCatalog.GetRoot(service, session.Site, session._token!))
                ),
            this
        );
    }

    private RestOptions OptionsFor(Uri root) =>
        new(root, ServiceName)
        {
            CallTimeout = _options.CallTimeout,
            Clock = _options.Clock,
            Random = _random,
            Logger = Logger,
        };

    /// <summary>Requests a token. Retries are safe, because the request has no side effects.</summary>
    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        TokenRequest request = new(
            new AuthRequest(
                new AuthIdentity(["application_credential"], new ApplicationCredential(Site.CredentialId, Site.CredentialSecret))
            )
        );
        RestResponse reply = await _identity.SendIdempotentAsync(
            HttpMethod.Post,
            "auth/tokens",
            JsonSerializer.SerializeToUtf8Bytes(request, ChameleonJson.Default.TokenRequest),
            cancellationToken
        );
        _token = _identity.Read(reply, ChameleonJson.Default.TokenResponse).Token
            ?? throw new RestException(reply.Status, "the response has no token") { IsInvalidResponse = true };
        return reply.Headers.TryGetValues("X-Subject-Token", out IEnumerable<string>? values)
            ? values.First()
            : throw new RestException(reply.Status, "the response has no header X-Subject-Token") { IsInvalidResponse = true };
    }
}

/// <summary>Resolves the addresses of a site's services.</summary>
internal static class ServiceCatalog
{
    private const string NetworkVersion = "v2.0";
    private const string ImageVersion = "v2";

    /// <summary>
    /// Root address of a service, with its version and a trailing slash: from the options, else from the catalog.
    /// </summary>
    /// <exception cref="RestException">Neither the options nor the catalog contains a valid address.</exception>
    public static Uri GetRoot(OpenStackService service, ChameleonSite site, TokenBody token)
    {
        Uri? configured = service switch
        {
            OpenStackService.Compute => site.Compute,
            OpenStackService.Reservation => site.Reservation,
            OpenStackService.Image => site.Image,
            _ => site.Network,
        };
        string type = GetCatalogType(service);
        string found = configured?.ToString()
            ?? (token.Catalog ?? [])
                .Where(entry => entry.Type == type)
                .SelectMany(entry => entry.Endpoints ?? [])
                .FirstOrDefault(endpoint => endpoint.Interface == "public" && (endpoint.RegionId ?? endpoint.Region) == site.Region)
                ?.Url
            ?? "";
        return
            Uri.TryCreate($"{Versioned(service, found.TrimEnd('/'))}/", UriKind.Absolute, out Uri? root) && root.Scheme is "http" or "https"
            ? root
            : throw new RestException(200, $"the catalog has no public address of the service '{type}' in the region {site.Region}")
            {
                IsInvalidResponse = true,
            };
    }

    private static string GetCatalogType(OpenStackService service) =>
        service switch
        {
            OpenStackService.Compute => "compute",
            OpenStackService.Reservation => "reservation",
            OpenStackService.Image => "image",
            _ => "network",
        };

    /// <summary>Appends the version, which catalogs omit for the network and image services.</summary>
    private static string Versioned(OpenStackService service, string root) =>
        service switch
        {
            OpenStackService.Network when !root.EndsWith($"/{NetworkVersion}", StringComparison.Ordinal) => $"{root}/{NetworkVersion}",
            OpenStackService.Image when !root.EndsWith($"/{ImageVersion}", StringComparison.Ordinal) => $"{root}/{ImageVersion}",
            _ => root,
        };
}

internal enum OpenStackService
{
    Compute,
    Reservation,
    Image,
    Network,
}

/// <summary>Resolves names of images, networks and flavors to IDs, with a cache.</summary>
internal sealed class NamedResourceCache(SiteSession session)
{
    private readonly ConcurrentDictionary<(OpenStackService Service, string Name), string> _resourceIds = new();

    public Task<string> ResolveImageAsync(string name, CancellationToken cancellationToken) =>
        ResolveIdAsync(OpenStackService.Image, "image", name, async () =>
            (
                await session.GetAsync(
                    OpenStackService.Image,
                    $"images?name={Uri.EscapeDataString(name)}",
                    ChameleonJson.Default.ImageList,
                    cancellationToken
                )
            ).Images
        );

    public Task<string> ResolveNetworkAsync(string name, CancellationToken cancellationToken) =>
        ResolveIdAsync(OpenStackService.Network, "network", name, async () =>
            (
                await session.GetAsync(
                    OpenStackService.Network,
                    $"networks?name={Uri.EscapeDataString(name)}",
                    ChameleonJson.Default.NetworkList,
                    cancellationToken
                )
            ).Networks
        );

    public Task<string> ResolveFlavorAsync(string name, CancellationToken cancellationToken) =>
        ResolveIdAsync(OpenStackService.Compute, "flavor", name, async () =>
            (await session.GetAsync(OpenStackService.Compute, "flavors", ChameleonJson.Default.FlavorList, cancellationToken)).Flavors
        );

    private async Task<string> ResolveIdAsync(
        OpenStackService service,
        string kind,
        string name,
        Func<Task<IReadOnlyList<NamedResource>?>> list
    )
    {
        if (Guid.TryParse(name, out _))
        {
            return name;
        }

        if (!_resourceIds.TryGetValue((service, name), out string? id))
        {
            IReadOnlyList<NamedResource> resources = await list()
                ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true };
            id = resources.FirstOrDefault(resource => resource.Name == name || resource.Id == name)?.Id
                ?? throw new RestException(404, $"{session.Region} has no {kind} '{TextEscaping.Escape(name)}'");
            _resourceIds[(service, name)] = id;
        }

        return id;
    }
}

/// <summary>Reads lists whose pages are requested by the last item of the previous page (marker).</summary>
internal static class MarkerPageReader
{
    private const int MaxRestarts = 5;
    private const int MaxPages = 2000;

    /// <summary>
    /// Reads all items of a list once. If the marker is deleted meanwhile, the whole list is read again.
    /// </summary>
    /// <param name="path">Path of the list, with a query.</param>
    /// <param name="itemsOf">Returns the items of a page; null if the response is not a page.</param>
    /// <param name="idOf">Returns the unique ID of an item.</param>
    /// <exception cref="RestException">The list cannot be read.</exception>
    /// <exception cref="ProviderException">The list does not end, or changed during every attempt.</exception>
    public static async Task<ValueList<TItem>> ReadAsync<TPage, TItem>(
        SiteSession session,
        OpenStackService service,
        string path,
        JsonTypeInfo<TPage> type,
        Func<TPage, IReadOnlyList<TItem>?> itemsOf,
        Func<TItem, string> idOf,
        int pageSize,
        CancellationToken cancellationToken
    )
    {
        for (int restarts = 0; restarts < MaxRestarts; restarts++)
        {
            Dictionary<string, TItem> itemsById = new(StringComparer.Ordinal);
            string marker = "";
            for (int page = 0; page < MaxPages; page++)
            {
                IReadOnlyList<TItem> items;
                try
                {
                    TPage response = await session.GetAsync(
                        service,
                        $"{path}&limit={FormattableString.Invariant($"{pageSize}")}"
                            + $"{(marker.Length > 0 ? $"&marker={Uri.EscapeDataString(marker)}" : "")}",
                        type,
                        cancellationToken
                    );
                    items = itemsOf(response) ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true };
                }
                catch (RestException exception) when (exception.Status is 400 or 404 && marker.Length > 0)
                {
                    // Nova and Neutron refuse a marker that no longer exists.
                    break;
                }

                int before = itemsById.Count;
                foreach (TItem item in items)
                {
                    itemsById[idOf(item)] = item;
                }

                if (items.Count < pageSize)
                {
                    return [.. itemsById.Values];
                }

                marker =
                    itemsById.Count > before
                        ? idOf(items[^1])
                        : throw ChameleonProblems.BrokenList("the list returns the same page again and again");
            }
        }

        throw ChameleonProblems.BrokenList("the list changed during every attempt to read it, or does not end");
    }
}
