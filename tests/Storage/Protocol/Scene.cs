namespace Storage.Protocol.Tests;

/// <summary>A manager and agents in virtual time, with HTTP messages but no network.</summary>
internal sealed class Scene : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _agents = [];

    private Scene(SimulationKernel kernel, StorageManager manager, HttpMessageHandler handler)
    {
        (Kernel, Manager) = (kernel, manager);
        Line = new FaultyManagerChannel(
            new HttpManagerChannel(new Uri("http://localhost:8000/"), handler, kernel.Clock),
            [],
            new Random(1),
            kernel.Clock
        );
    }

    public SimulationKernel Kernel { get; }

    public StorageManager Manager { get; }

    public FaultyManagerChannel Line { get; }

    public static void Run(
        Func<Scene, Task> body,
        Func<StorageManagerOptions, StorageManagerOptions>? change = null,
        Func<HttpMessageHandler, SimulationKernel, HttpMessageHandler>? wrap = null
    )
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
        StorageManagerOptions options = new()
        {
            Clock = kernel.Clock,
            Random = new Random(7),
            ConfiguresHosts = false,
            Password = "lustre",
        };
        kernel.Run(async () =>
        {
            StorageManager manager = await StorageManager.StartAsync(change?.Invoke(options) ?? options);
            HttpMessageHandler handler = new ManagerHandler(manager);
            using Scene scene = new(kernel, manager, wrap?.Invoke(handler, kernel) ?? handler);
            await body(scene);
            scene._stop.Cancel();
            await Task.WhenAll(scene._agents);
            await manager.DisposeAsync();
        });
    }

    public void Dispose() => _stop.Dispose();

    public Task Pass(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Kernel.Clock);

    public async Task<RegistrationResponse> Register(string nodename, string secret, string version = "3.0.1")
    {
        using ServerIdentity identity = ServerIdentity.Create($"{nodename}.localdomain");
        return await Line.RegisterAsync(secret, identity.CreateRegistration(nodename, version), CancellationToken.None);
    }

    public StorageAgent Start(
        string nodename,
        IEnumerable<IServerPlugin> plugins,
        IServerActions? actions = null,
        CancellationToken stop = default
    )
    {
        StorageAgent agent = new(
            new StorageAgentOptions { Fqdn = $"{nodename}.localdomain", Clock = Kernel.Clock },
            Line,
            plugins,
            actions ?? new EchoActions()
        );
        CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stop);
        _agents.Add(agent.RunAsync(either.Token));
        return agent;
    }

    public async Task<StorageAgent> Join(
        string nodename,
        IEnumerable<IServerPlugin> plugins,
        IServerActions? actions = null,
        CancellationToken stop = default
    )
    {
        await Register(nodename, await Manager.CreateRegistrationTokenAsync(1));
        return Start(nodename, plugins, actions, stop);
    }
}
