using Loopback.Chameleon;
using Loopback.Grid5000;
using Loopback.IotLab;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.Chameleon;
using Scalewright.Providers.Grid5000;
using Scalewright.Providers.IotLab;
using Scalewright.Providers.Simulation;

namespace Tool.Tests;

/// <param name="server">The simulated backend; disposed of with this.</param>
internal sealed class AccountServer(IAsyncDisposable server, string[] words, string secret, Func<IProvider> open) : IAsyncDisposable
{
    /// <summary>A password that must never appear in any output.</summary>
    public const string Secret = "hush-4711-hush";

    public const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ann@front";

    // Sets all variables that the tool reads, so that those of this machine have no effect.
    private static readonly string[] Variables =
    [
        "G5K_PASSWORD",
        "IOTLAB_PASSWORD",
        "OS_AUTH_URL",
        "OS_APPLICATION_CREDENTIAL_ID",
        "OS_APPLICATION_CREDENTIAL_SECRET",
        "OS_REGION_NAME",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];

    public string[] Words { get; } = words;

    public IAsyncDisposable Server { get; } = server;

    public static Dictionary<string, string> Environment(params (string Name, string Value)[] set)
    {
        Dictionary<string, string> all = Variables.ToDictionary(name => name, _ => "");
        foreach ((string name, string value) in set)
        {
            all[name] = value;
        }

        return all;
    }

    public Dictionary<string, string> Entitled(string password = Secret) => Environment((secret, password));

    public string[] With(string option, string value) =>
        [.. Words.Select((word, index) => index > 0 && Words[index - 1] == option ? value : word)];

    public IProvider Open() => open();

    public async Task<int> CountAsync()
    {
        await using IProvider provider = open();
        return (await provider.ObserveAsync(null)).Count(resource => resource.State != ResourceState.Deleting);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public static Task<AccountServer> StartAsync(string place, string key) =>
        place switch
        {
            "grid5000" => StartGrid5000Async(key),
            "iotlab" => StartIotLabAsync(),
            "chameleon" => StartChameleonAsync(),
            "autoscaling" => StartAutoScalingAsync(),
            _ => throw new ArgumentException($"'{place}' is not played"),
        };

    private static async Task<AccountServer> StartGrid5000Async(string key)
    {
        Grid5000Server server = await Grid5000Server.StartAsync(new Grid5000ServerOptions { Password = Secret });
        return new AccountServer(
            server,
            ["--provider", "grid5000", "--endpoint", $"{server.Address}", "--user", "ann", "--sites", "rennes,lyon", "--ssh-key", key],
            "G5K_PASSWORD",
            () =>
                new Grid5000Provider(
                    new Grid5000Options(server.Address, "ann", Secret)
                    {
                        Sites = ["rennes", "lyon"],
                        PublicKey = PublicKey,
                        ConsistencyWindow = TimeSpan.Zero,
                    }
                )
        );
    }

    private static async Task<AccountServer> StartIotLabAsync()
    {
        IotLabServer server = await IotLabServer.StartAsync(new IotLabServerOptions { Password = Secret });
        return new AccountServer(
            server,
            ["--provider", "iotlab", "--endpoint", $"{server.Address}", "--user", "ann", "--sites", "grenoble,saclay"],
            "IOTLAB_PASSWORD",
            () =>
                new IotLabProvider(
                    new IotLabOptions(server.Address, "ann", Secret) { Sites = ["grenoble", "saclay"], ConsistencyWindow = TimeSpan.Zero }
                )
        );
    }

    private static async Task<AccountServer> StartChameleonAsync()
    {
        ChameleonServer server = await ChameleonServer.StartAsync(new ChameleonServerOptions { Password = Secret });
        return new AccountServer(
            server,
            [
                "--provider",
                "chameleon",
                "--endpoint",
                $"{server.Identity}",
                "--user",
                "ann",
                "--sites",
                "CHI@UC,CHI@TACC",
                "--floating-network",
                "public",
            ],
            "OS_APPLICATION_CREDENTIAL_SECRET",
            () =>
                new ChameleonProvider(
                    new ChameleonOptions([
                        new ChameleonSite("CHI@UC", server.Identity, "ann", Secret),
                        new ChameleonSite("CHI@TACC", server.Identity, "ann", Secret),
                    ])
                    {
                        ConsistencyWindow = TimeSpan.Zero,
                    }
                )
        );
    }

    private static async Task<AccountServer> StartAutoScalingAsync()
    {
        AccessKey key = new("AKTEST", Secret);
        CloudServer cloud = await CloudServer.StartAsync(key);
        return new AccountServer(
            cloud,
            ["--provider", "autoscaling", "--endpoint", $"{cloud.Address}", "--user", key.AccessKeyId],
            "AWS_SECRET_ACCESS_KEY",
            () => new AutoScalingProvider(new AutoScalingOptions(cloud.Address, key) { ConsistencyWindow = TimeSpan.Zero })
        );
    }
}

/// <summary>An endpoint of EC2's Query API on this machine, with simulated nodes behind it.</summary>
internal sealed class CloudServer : IAsyncDisposable
{
    private readonly SimulationProvider _simulation;
    private readonly Cluster _cluster;
    private readonly AutoScalingEndpoint _endpoint;
    private readonly AutoScalingServer _server;

    private CloudServer(SimulationProvider simulation, Cluster cluster, AutoScalingEndpoint endpoint, AutoScalingServer server) =>
        (_simulation, _cluster, _endpoint, _server) = (simulation, cluster, endpoint, server);

    public Uri Address => _server.Address;

    public static async Task<CloudServer> StartAsync(AccessKey key)
    {
        SimulationProvider simulation = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
        Cluster? cluster = null;
        await simulation.RunAsync(async token =>
            cluster = await Cluster.Create(Topology.Create("place").Build()).UseProvider(simulation).ProvisionAsync(token)
        );
        AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, new AutoScalingEndpointOptions { Keys = [key] });
        return new CloudServer(simulation, cluster!, endpoint, await AutoScalingServer.StartAsync(endpoint));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _endpoint.DisposeAsync();
        await _simulation.RunAsync(_ => _cluster.DisposeAsync().AsTask());
        await _simulation.DisposeAsync();
    }
}
