using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

internal sealed class Site(Grid5000Server server, HandClock clock)
    : Stage<Grid5000Server, Grid5000Options, Grid5000Provider>(server, clock, "reserved")
{
    public static async Task<Site> StartAsync(Func<Grid5000ServerOptions, Grid5000ServerOptions>? change = null)
    {
        HandClock clock = new();
        Grid5000ServerOptions options = new() { Clock = clock };
        return new Site(await Grid5000Server.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    public static Grid5000Options OptionsFor(Grid5000Server server) =>
        new(server.Address, "ann", "secret")
        {
            Sites = ["rennes", "lyon"],
            PublicKey = "ssh-ed25519 AAAA ann@front",
            ConsistencyWindow = TimeSpan.Zero,
            PageSize = 7,
            TimeZone = TimeZoneInfo.CreateCustomTimeZone("site", TimeSpan.FromHours(1), "site", "site"),
        };

    public override bool IsEmpty => Server.LiveJobs("rennes").Count + Server.LiveJobs("lyon").Count == 0;

    public override bool Submits(HttpRequest request) =>
        request.Method == "POST" && request.Path.Value!.EndsWith("/jobs", StringComparison.Ordinal);

    protected override Grid5000Provider Make(Func<Grid5000Options, Grid5000Options> change, ILogger<Grid5000Provider>? logger) =>
        new(change(OptionsFor(Server) with { Clock = Clock }), logger);
}
