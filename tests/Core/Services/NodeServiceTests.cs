using Scalewright.Agents.XmlRpc;
using TemporaryFolder = global::Tests.Shared.TemporaryFolder;

namespace Services.Tests;

public sealed class NodeServiceTests
{
    private static readonly ServiceSet Services = ServiceSet.Empty.Add<ITrial>(context => new Trial(context));

    private static Topology OneNode { get; } = Topology.Create("demo").AddProfile(Profile.Create("n").WithCount(1).Build()).Build();

    [Fact]
    public Task A_simulated_node_is_called_by_interface() => OnSimulationAsync(ByInterfaceAsync);

    [Fact, Trait(Category.Name, Category.Campaign)]
    public Task A_local_process_node_is_called_by_interface() => OnLocalAsync(ByInterfaceAsync);

    [Fact]
    public Task A_node_is_called_by_dotted_method_name() =>
        OnSimulationAsync(
            async (node, token) =>
            {
                RemoteProxy proxy = node.Proxy;

                (await proxy["examples.trial.greet"].CallAsync([XmlRpcValue.From("ann"), XmlRpcValue.From(1)], token)).String.ShouldBe(
                    $"hello ann, from {node.Name}"
                );
                (await proxy["examples.trial.count"].CallAsync([], token)).Kind.ShouldBe(XmlRpcKind.Nil);
                XmlRpcValue echo = await proxy["examples.trial.turn"].CallAsync([XmlRpcValue.FromBytes([1, 2, 3])], token);
                Convert.FromBase64String(echo.String).ShouldBe([3, 2, 1]);
                AgentException failure = await Thrown.ByAsync<AgentException>(() =>
                    proxy["examples.trial.fail"].CallAsync([XmlRpcValue.From("why")], token)
                );
                (failure.RemoteError!.ExceptionType, failure.RemoteError.Message).ShouldBe(("System.InvalidOperationException", "why"));
                await Thrown.ByAsync<ArgumentException>(() => proxy["greet"].CallAsync([], token));
            }
        );

    [Fact]
    public Task A_service_that_the_agent_lacks_is_rejected_when_it_is_requested() =>
        OnSimulationAsync(
            async (node, token) =>
            {
                AgentException refused = await Thrown.ByAsync<AgentException>(() => node.GetServiceAsync<IOther>(token));

                refused
                    .Problems[0]
                    .ShouldBe(
                        new Problem(
                            ProblemCode.AgentCallFailed,
                            "the agent has no 'other'",
                            "install an agent that has it; this one has examples.trial, scalewright.data, scalewright.faults, scalewright.host, scalewright.log, scalewright.metrics"
                        )
                    );
            }
        );

    [Fact]
    public Task A_proxy_survives_a_restart_of_its_node() =>
        OnSimulationAsync(
            async (node, token, provider) =>
            {
                await using ITrial trial = await node.GetServiceAsync<ITrial>(token);
                await trial.CountAsync(token);

                provider.Inject(new CrashNode(node.Name));
                provider.Inject(new RestartNode(node.Name));
                await Task.Delay(TimeSpan.FromMinutes(2), provider.Clock, token);

                (await trial.GreetAsync("ann", 1, token)).ShouldBe($"hello ann, from {node.Name}");
            }
        );

    [Fact]
    public async Task An_XML_RPC_client_calls_the_same_methods()
    {
        ServiceContext context = new(
            "n1",
            "b1",
            TimeProvider.System,
            new Scalewright.Agents.Processes.LocalProcesses(),
            new InMemoryFiles()
        );
        await using ServiceEndpoint services = ServiceEndpoint.Create(Services, context);
        XmlRpcEndpoint endpoint = new(services.Methods);

        // As Python's xmlrpc.client.dumps writes it.
        byte[] call = Encoding.UTF8.GetBytes(
            "<?xml version='1.0'?>\n<methodCall>\n<methodName>examples.trial.greet</methodName>\n<params>\n<param>\n<value><string>ann</string></value>\n</param>\n<param>\n<value><int>1</int></value>\n</param>\n</params>\n</methodCall>\n"
        );
        (int status, byte[] body) = await endpoint.HandleAsync("POST", "/RPC2", call, default);

        (status, Encoding.UTF8.GetString(body)).ShouldBe(
            (
                200,
                "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><string>hello ann, from n1</string></value>\n</param>\n</params>\n</methodResponse>\n"
            )
        );
        services.Methods.Names.ShouldBe([
            "examples.trial.count",
            "examples.trial.echo",
            "examples.trial.fail",
            "examples.trial.greet",
            "examples.trial.say",
            "examples.trial.turn",
            "examples.trial.wait",
        ]);
    }

    [Fact]
    public async Task A_service_created_for_XML_RPC_clients_is_disposed_with_its_endpoint()
    {
        List<Other> made = [];
        ServiceContext context = new(
            "n1",
            "b1",
            TimeProvider.System,
            new Scalewright.Agents.Processes.LocalProcesses(),
            new InMemoryFiles()
        );
        ServiceSet closing = ServiceSet.Empty.Add<IOther>(_ =>
        {
            made.Add(new Other());
            return made[^1];
        });

        await using (ServiceEndpoint services = ServiceEndpoint.Create(closing, context))
        {
            await services.Methods.Find(services.Methods.Names.ShouldHaveSingleItem())!([], default);
            made.ShouldHaveSingleItem().IsClosed.ShouldBeFalse();
        }

        made.ShouldHaveSingleItem().IsClosed.ShouldBeTrue();
        Should.Throw<ArgumentNullException>(() => ServiceEndpoint.Create(closing, null!)).ParamName.ShouldBe("context");
    }

    [Fact]
    public async Task A_service_that_fails_to_dispose_leaves_no_other_service_undisposed()
    {
        Other last = new();
        ServiceContext context = new(
            "n1",
            "b1",
            TimeProvider.System,
            new Scalewright.Agents.Processes.LocalProcesses(),
            new InMemoryFiles()
        );

        // Services are disposed in the order of their names: examples.gate before other.
        ServiceSet failing = ServiceSet.Empty.Add<IGate>(_ => new FailingGate()).Add<IOther>(_ => last);
        ServiceEndpoint services = ServiceEndpoint.Create(failing, context);
        await services.Methods.Find("examples.gate.open")!([], default);
        await services.Methods.Find("other.ping")!([], default);

        InvalidOperationException failure = await Should.ThrowAsync<InvalidOperationException>(() => services.DisposeAsync().AsTask());

        failure.Message.ShouldBe("it is still in use");
        last.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task An_invalid_response_is_reported_with_the_node_that_sent_it()
    {
        Babbler babbler = new();

        (await Should.ThrowAsync<AgentException>(() => Bind<ITrial>(babbler).GreetAsync("ann", 1, default))).Node.ShouldBe("n7");
        (await Should.ThrowAsync<AgentException>(() => new RemoteProxy(babbler)["examples.trial.greet"].CallAsync())).Node.ShouldBe("n7");
    }

    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);

    private static async Task ByInterfaceAsync(Node node, CancellationToken token)
    {
        await using ITrial trial = await node.GetServiceAsync<ITrial>(token);

        (await trial.GreetAsync("ann", 1, token)).ShouldBe($"hello ann, from {node.Name}");
        List<int> numbers = [];
        await foreach (int number in trial.CountToAsync(3, token))
        {
            numbers.Add(number);
        }

        numbers.ShouldBe([1, 2, 3]);
        (await Thrown.ByAsync<QuotaException>(() => trial.FailAsync("quota", token))).Limit.ShouldBe(5);
    }

    private static Task OnSimulationAsync(Func<Node, CancellationToken, Task> story) =>
        OnSimulationAsync((node, token, _) => story(node, token));

    private static async Task OnSimulationAsync(Func<Node, CancellationToken, SimulationProvider, Task> story)
    {
        await using SimulationProvider provider = new()
        {
            Seed = 1,
            Options = new SimulationOptions { Services = Services },
        };
        await provider.RunAsync(async token =>
        {
            await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync(token);
            await story(cluster.Nodes[0], token, provider);
        });
    }

    private static async Task OnLocalAsync(Func<Node, CancellationToken, Task> story)
    {
        using TemporaryFolder folder = new();
        await using LocalProvider provider = new(
            new LocalOptions
            {
                Isolation = LocalIsolation.Processes,
                Folder = folder.Root,
                Services = Services,
            }
        );
        await using Cluster cluster = await Cluster.Create(OneNode).UseProvider(provider).ProvisionAsync();
        await story(cluster.Nodes[0], default);
        await cluster.DestroyAsync();
    }

    private sealed class FailingGate : IGate
    {
        public Task HoldAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PassAsync(int number, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => throw new InvalidOperationException("it is still in use");
    }
}
