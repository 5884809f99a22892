using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Sessions;

/// <summary>Calls of the services of one site, with a token that is asked for anew when it is refused.</summary>
internal sealed class SiteSession : IDisposable
{
    private const string Told = "an OpenStack service";
    private readonly HttpMessageInvoker _http;
    private readonly ChameleonOptions _options;
    private readonly Random _chance;
    private readonly RestLogin _login;
    private readonly RestClient _identity;
    private readonly ConcurrentDictionary<Service, RestClient> _clients = new();
    private volatile TokenBody? _token;

    public SiteSession(ChameleonSite site, HttpMessageInvoker http, ChameleonOptions options, Random chance, ILogger logger)
    {
        (Site, _http, _options, _chance, Logger) = (site, http, options, chance, logger);
        _login = new RestLogin("X-Auth-Token", LogInAsync, LogInAsync);
        _identity = new RestClient(http, null, OptionsFor(new Uri($"{site.Identity.ToString().TrimEnd('/')}/")));
    }

    public ChameleonSite Site { get; }

    public string Region => Site.Region;

    /// <summary>Takes what becomes of things at the site.</summary>
    public ILogger Logger { get; }

    /// <summary>Asks for something.</summary>
    /// <exception cref="RestException">It was refused, or is not answered after some attempts.</exception>
    public async Task<T> GetAsync<T>(Service service, string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        await (await ClientAsync(service, cancellationToken)).GetAsync(path, answer, cancellationToken);

    /// <summary>Asks for something that may be gone.</summary>
    /// <returns>Null: it is.</returns>
    /// <exception cref="RestException">It was refused, or is not answered after some attempts.</exception>
    public async Task<T?> FindAsync<T>(Service service, string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(service, path, answer, cancellationToken);
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Makes one call that changes something.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task ChangeAsync<T>(Service service, HttpMethod method, string path, T body, JsonTypeInfo<T> type) =>
        await (await ClientAsync(service, CancellationToken.None)).ChangeAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    /// <summary>Makes one call that changes something, and reads the answer.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task<TAnswer> AskAsync<TBody, TAnswer>(Service service, HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answer)
    {
        RestClient client = await ClientAsync(service, CancellationToken.None);
        return client.Read(await client.ChangeAsync(method, path, JsonSerializer.SerializeToUtf8Bytes(body, type)), answer);
    }

    /// <summary>Removes something; done when it is gone already.</summary>
    /// <exception cref="RestException">It was refused, or not answered.</exception>
    public async Task RemoveAsync(Service service, string path)
    {
        try
        {
            await (await ClientAsync(service, CancellationToken.None)).ChangeAsync(HttpMethod.Delete, path);
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            // What is gone need not be removed.
        }
    }

    public void Dispose() => _login.Dispose();

    private async Task<RestClient> ClientAsync(Service service, CancellationToken cancellationToken)
    {
        await _login.GetAsync(cancellationToken);
        return _clients.GetOrAdd(service, static (one, session) => new RestClient(session._http, session._login, session.OptionsFor(Catalog.RootOf(one, session.Site, session._token!))), this);
    }

    private RestOptions OptionsFor(Uri root) => new(root, Told) { CallTimeout = _options.CallTimeout, Clock = _options.Clock, Chance = _chance, Logger = Logger };

    /// <summary>Asks for a token: as often as is asked, none of them changes anything.</summary>
    private async Task<string> LogInAsync(CancellationToken cancellationToken)
    {
        TokenRequest request = new() { Auth = new AuthDemand { Identity = new AuthIdentity { ApplicationCredential = new ApplicationCredential { Id = Site.CredentialId, Secret = Site.CredentialSecret } } } };
        RestReply reply = await _identity.RepeatAsync(HttpMethod.Post, "auth/tokens", JsonSerializer.SerializeToUtf8Bytes(request, ChameleonJson.Default.TokenRequest), cancellationToken);
        _token = _identity.Read(reply, ChameleonJson.Default.TokenAnswer).Token ?? throw new RestException(reply.Status, "the answer has no token") { IsNonsense = true };
        return reply.Headers.TryGetValues("X-Subject-Token", out IEnumerable<string>? values) ? values.First() : throw new RestException(reply.Status, "the answer has no header X-Subject-Token") { IsNonsense = true };
    }
}
