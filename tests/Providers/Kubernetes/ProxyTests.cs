namespace Kubernetes.Tests;

/// <summary>The proxy that lets tests run on a real API server, here in front of the stand-in.</summary>
public sealed class ProxyTests
{
    private const string Pods = "api/v1/namespaces/default/pods";

    [Fact]
    public async Task Requests_pass_to_a_namespace_of_the_test_with_the_token_of_the_server()
    {
        await using ProxiedServer proxy = await ProxiedServer.StartAsync();
        await proxy.CreateAsync(Pods, """{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}""");
        using HttpClient http = new() { BaseAddress = proxy.Address };

        string space = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Pods}/p", UriKind.Relative)))!["metadata"]![
            "namespace"
        ]!.ToString();
        JsonNode all = JsonNode.Parse(await http.GetStringAsync(new Uri("api/v1/pods", UriKind.Relative)))!;

        space.ShouldStartWith("scalewright-test-");
        all["items"]!.AsArray().ShouldHaveSingleItem()!["metadata"]!["namespace"]!.ToString().ShouldBe(space);
    }

    [Fact]
    public async Task The_namespace_of_a_test_is_deleted_at_its_end()
    {
        await using KubernetesServer server = await KubernetesServer.StartAsync();
        await using (await KubernetesProxy.StartAsync(server.Address, "any"))
        {
            (await NamespacesAsync()).Count(name => name.StartsWith("scalewright-test-", StringComparison.Ordinal)).ShouldBe(1);
        }

        while ((await NamespacesAsync()).Any(name => name.StartsWith("scalewright-test-", StringComparison.Ordinal)))
        {
            await Task.Delay(5);
        }

        async Task<string[]> NamespacesAsync()
        {
            using HttpClient http = new();
            JsonNode list = JsonNode.Parse(await http.GetStringAsync(new Uri(server.Address, "api/v1/namespaces")))!;
            return [.. list["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.ToString())];
        }
    }

    [MachineFact("pods")]
    public async Task Commands_run_through_the_proxy()
    {
        await using ProxiedServer proxy = await ProxiedServer.StartAsync();
        await using KubernetesProvider provider = new(TestCluster.OptionsFor(proxy));
        Topology topology = Topology.Create("proxied").AddProfile(Profile.Create("web").WithCount(1).Build()).Build();
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).ProvisionAsync();

        (await cluster.Nodes.Single().RunAsync(["echo", "here"])).Output.Trim().ShouldBe("here");
    }
}

[Trait(Category.Name, Category.Campaign)]
public sealed class ProxiedFaultTests : KubernetesFaults
{
    protected override async Task<IKubernetesServer> StartAsync() => await ProxiedServer.StartAsync();
}

[Trait(Category.Name, Category.Campaign)]
public sealed class ProxiedNodeCapacityTests : KubernetesNodeCapacity
{
    protected override async Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => await ProxiedServer.StartAsync(nodes);
}

[Trait(Category.Name, Category.Campaign)]
public sealed class ProxiedPoolTests : KubernetesPools
{
    protected override async Task<IKubernetesServer> StartAsync(KubernetesServerOptions nodes) => await ProxiedServer.StartAsync(nodes);
}

/// <summary>A proxy with the stand-in behind it.</summary>
internal sealed class ProxiedServer : IKubernetesServer
{
    private const string Token = "secret";
    private readonly KubernetesServer _server;
    private readonly KubernetesProxy _proxy;

    private ProxiedServer(KubernetesServer server, KubernetesProxy proxy) => (_server, _proxy) = (server, proxy);

    public Uri Address => _proxy.Address;

    public string Namespace => _proxy.Namespace;

    public FaultList Faults => _proxy.Faults;

    public RequestRecorder? Book
    {
        get => _proxy.Book;
        set => _proxy.Book = value;
    }

    public static async Task<ProxiedServer> StartAsync(KubernetesServerOptions? nodes = null)
    {
        KubernetesServer server = await TestCluster.StartAsync(new KubernetesServerOptions { Token = Token });
        return new ProxiedServer(server, await KubernetesProxy.StartAsync(server.Address, Token, nodes));
    }

    public void BreakWatches() => _proxy.BreakWatches();

    public void MuteWatches() => _proxy.MuteWatches();

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }
}
