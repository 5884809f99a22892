namespace IotLab.Tests;

internal sealed class Bench(IotLabServer server, HandClock clock)
    : Stage<IotLabServer, IotLabOptions, IotLabProvider>(server, clock, "reserved")
{
    public static async Task<Bench> StartAsync(Func<IotLabServerOptions, IotLabServerOptions>? change = null)
    {
        HandClock clock = new();
        IotLabServerOptions options = new() { Clock = clock };
        return new Bench(await IotLabServer.StartAsync(change?.Invoke(options) ?? options), clock);
    }

    public static IotLabOptions OptionsFor(IotLabServer server) =>
        new(server.Address, "ann", "secret")
        {
            Sites = ["grenoble", "saclay"],
            ConsistencyWindow = TimeSpan.Zero,
            PageSize = 7,
        };

    public long[] LiveIds => [.. Server.LiveExperiments.Select(one => long.Parse(one.Split(' ')[0], CultureInfo.InvariantCulture))];

    /// <summary>Numbers of live experiments and of ownership tags.</summary>
    public (int Experiments, int Marks) Left => (Server.LiveExperiments.Count, Server.Marks.Count);

    public override bool IsEmpty => Left == (0, 0);

    public override bool Submits(HttpRequest request) => request is { Method: "POST", Path.Value: "/api/experiments" };

    protected override IotLabProvider Make(Func<IotLabOptions, IotLabOptions> change, ILogger<IotLabProvider>? logger) =>
        new(change(OptionsFor(Server) with { Clock = Clock }), logger);
}
