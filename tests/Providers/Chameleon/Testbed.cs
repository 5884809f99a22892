namespace Chameleon.Tests;

internal sealed class Testbed(ChameleonServer server, HandClock clock)
    : Stage<ChameleonServer, ChameleonOptions, ChameleonProvider>(server, clock, "leased")
{
    public const string Chicago = "CHI@UC";
    public const string Texas = "CHI@TACC";

    public static async Task<Testbed> StartAsync(Func<ChameleonServerOptions, ChameleonServerOptions>? change = null)
    {
        HandClock clock = new();
        ChameleonServerOptions options = new() { Clock = clock };
        return new Testbed(await ChameleonServer.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    public static ChameleonOptions OptionsFor(ChameleonServer server) =>
        new([SiteOf(server, Chicago), SiteOf(server, Texas)])
        {
            FloatingNetwork = "public",
            ConsistencyWindow = TimeSpan.Zero,
            PageSize = 7,
            PollInterval = TimeSpan.FromMilliseconds(5),
            MaxPollInterval = TimeSpan.FromMilliseconds(20),
        };

    /// <summary>Numbers of leases, servers and addresses at all sites.</summary>
    public (int Leases, int Servers, int Addresses) Left => LeftAt(Server);

    public static (int Leases, int Servers, int Addresses) LeftAt(ChameleonServer server) =>
        (Both(server.LiveLeases), Both(server.LiveServers), Both(server.LiveAddresses));

    public static bool Makes(HttpRequest request, string what) =>
        request.Method == "POST" && request.Path.Value!.EndsWith($"/{what}", StringComparison.Ordinal);

    public override bool IsEmpty => Left == (0, 0, 0);

    public override bool Submits(HttpRequest request) => Makes(request, "servers");

    protected override ChameleonProvider Make(Func<ChameleonOptions, ChameleonOptions> change, ILogger<ChameleonProvider>? logger) =>
        new(change(OptionsFor(Server) with { Clock = Clock }), logger);

    private static int Both(Func<string, IReadOnlyList<string>> list) => list(Chicago).Count + list(Texas).Count;

    private static ChameleonSite SiteOf(ChameleonServer server, string region) => new(region, server.Identity, "ann", "secret");
}
