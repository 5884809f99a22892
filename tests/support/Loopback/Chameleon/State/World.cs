namespace Loopback.Chameleon.State;

/// <summary>All sites, and the valid tokens.</summary>
internal sealed class World(ChameleonServerOptions options)
{
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private string _secret = options.Password;
    private int _drawn;

    public Lock Gate { get; } = new();

    public ChameleonServerOptions Options => options;

    public DateTimeOffset Now => options.Clock.GetUtcNow();

    public IReadOnlyList<SiteState> Sites { get; } =
    [.. options.Hosts.Select(host => host.Region).Distinct().Select((region, index) => new SiteState(region, index + 1, options))];

    public int TokensDrawn => _drawn;

    public SiteState At(string region)
    {
        SiteState site = Sites.FirstOrDefault(one => one.Region == region) ?? throw new Refusal(404, "Not Found");
        site.Advance();
        return site;
    }

    public (string Token, DateTimeOffset Expires) LogIn(string id, string secret)
    {
        _ = id == options.User && secret == _secret ? true : throw new Refusal(401, "The request you have made requires authentication.");
        string token = string.Create(CultureInfo.InvariantCulture, $"gAAAAA-{++_drawn}");
        DateTimeOffset expires = Now + options.TokenLifetime;
        _tokens[token] = expires;
        return (token, expires);
    }

    public void Check(string token) =>
        _ =
            _tokens.TryGetValue(token, out DateTimeOffset expires) && Now < expires
                ? true
                : throw new Refusal(401, "The request you have made requires authentication.");

    public void RevokeTokens() => _tokens.Clear();

    public void ChangeSecret(string secret) => _secret = secret;
}
