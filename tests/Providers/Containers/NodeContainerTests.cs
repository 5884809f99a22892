using Scalewright.Providers.Containers;

namespace Containers.Tests;

/// <summary>Programs, files and health of nodes on real engines.</summary>
[Collection(SharedContainers.Name)]
public sealed class NodeContainerTests(ContainerLabs labs) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_node_has_environment_and_mounts_and_runs_its_own_program_beside_the_agent(string engine)
    {
        _folder.Write("data/greeting", "hello");
        ContainersOptions options = Options(engine) with
        {
            Configure = node => new NodeContainer
            {
                Command = ["sleep", "1000"],
                User = "7:8",
                Environment = Map("SHOP", $"of {node.Name}"),
                Mounts = Map(_folder.At("data"), "/mnt/data"),
            },
        };
        await using ContainersProvider provider = new(options);
        await using Cluster cluster = await ProvisionAsync(provider, Node);

        (await RunAsync(cluster, "cat", "/proc/1/cmdline")).ShouldBe("sleep\u00001000\0");
        (await RunAsync(cluster, "sh", "-c", "echo $SHOP; cat /mnt/data/greeting; id -u")).ShouldBe("of web-1\nhello0\n");
        (await RunAsync(cluster, "cat", "/proc/1/status")).ShouldContain("\nUid:\t7\t7\t7\t7\n");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task The_program_of_an_image_is_the_main_process_also_after_startup_commands(string engine)
    {
        _folder.Write("image/Dockerfile", $"FROM {ContainerLab.Image}\nENTRYPOINT [\"sleep\"]\nCMD [\"2000\"]\n");
        ContainersOptions options = Options(engine) with
        {
            Image = "sleeper",
            ImageFolders = Map("sleeper", _folder.At("image")),
            Configure = static _ => new NodeContainer { UseImageCommand = true },
        };
        await using ContainersProvider provider = new(options);
        await using Cluster cluster = await ProvisionAsync(provider, Node, Node with { StartupCommands = ["echo started >/tmp/started"] });

        foreach (Node node in cluster.Nodes)
        {
            (await node.RunAsync(["cat", "/proc/1/cmdline"])).Output.ShouldBe("sleep\u00002000\0");
        }

        (await cluster.Nodes[1].RunAsync(["cat", "/tmp/started"])).Output.ShouldBe("started\n");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_node_is_ready_as_soon_as_its_health_command_succeeds_and_fails_when_it_keeps_failing(string engine)
    {
        ContainersOptions options = Options(engine) with
        {
            Configure = static _ => new NodeContainer
            {
                HealthCommand = ["test", "-e", "/tmp/healthy"],
                HealthInterval = TimeSpan.FromMilliseconds(100),
                HealthStartPeriod = TimeSpan.FromMinutes(10),
            },
        };
        ContractRequests requests = Requests("health", Node);
        await using ContainersProvider provider = new(options);
        Resource node = (await provider.ApplyOneAsync(requests.CreateNode("web-1"))).Resource!;
        (await provider.AdvanceAsync(requests.Owner)).Single().State.ShouldBe(ResourceState.Pending);

        await using (INodeConnection connection = await provider.ConnectAsync(node))
        {
            await connection.RunAsync(new CommandRequest(["sh", "-c", "echo >/tmp/healthy"]));
        }

        (await UntilAsync(provider, requests.Owner, ResourceState.Ready)).Waiting.ShouldBeNull();
        await provider.ApplyOneAsync(requests.DestroyNode(node));

        await using ContainersProvider failing = new(
            options with
            {
                Configure = static _ => new NodeContainer
                {
                    HealthCommand = ["false"],
                    HealthInterval = TimeSpan.FromMilliseconds(100),
                    HealthStartPeriod = TimeSpan.Zero,
                },
            }
        );
        await failing.ApplyOneAsync(requests.CreateNode("web-2"));
        Resource failed = await UntilAsync(failing, requests.Owner, ResourceState.Failed);
        failed.Waiting!.Message.ShouldBe("its health command fails");
        await failing.ApplyOneAsync(requests.DestroyNode(failed));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Files_startup_commands_and_scripts_are_in_the_node_before_it_is_ready(string engine)
    {
        _folder.Write("web-1/site.conf", "port 80\n");
        _folder.Write("start.sh", "test -e /tmp/first && cat /etc/shop/site.conf >/tmp/second\n");
        ContainersOptions options = Options(engine) with { FileFolders = [_folder.Root] };
        NodeSpec node = Node with
        {
            Files = [new("web-1/site.conf", "/etc/shop/site.conf")],
            StartupCommands = ["cd /tmp", "sleep 1; echo $SCALEWRIGHT_NODE_NAME >first"],
            StartupScripts = ["start.sh"],
        };
        await using ContainersProvider provider = new(options);
        await using Cluster cluster = await ProvisionAsync(provider, node);

        (await RunAsync(cluster, "cat", "/tmp/first", "/tmp/second")).ShouldBe("web-1\nport 80\n");
        (await RunAsync(cluster, "cat", "/proc/1/cmdline")).ShouldStartWith("/.scalewright/agent");
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task A_startup_command_that_fails_makes_the_node_fail_with_its_output(string engine)
    {
        ContractRequests requests = Requests("startup", Node with { StartupCommands = ["echo the disk is full; false"] });
        await using ContainersProvider provider = new(Options(engine));
        await provider.ApplyOneAsync(requests.CreateNode("web-1"));

        Resource node = await UntilAsync(provider, requests.Owner, ResourceState.Failed);

        node.Waiting!.Message.ShouldContain("its container ended with code 1; its final output: ");
        node.Waiting.Message.ShouldContain("the disk is full");
        node.Waiting.Message.ShouldContain("startup command 'echo the disk is full; false' failed with code 1");
        AgentException failure = await Should.ThrowAsync<AgentException>(() => provider.ConnectAsync(node));
        failure.Message.ShouldContain("the disk is full");
        await provider.ApplyOneAsync(requests.DestroyNode(node));
    }

    [MachineTheory("docker", "podman", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker", false)]
    [InlineData("docker", true)]
    [InlineData("podman", false)]
    [InlineData("podman", true)]
    public async Task A_container_without_its_files_can_only_be_finished_by_the_step_that_created_it(string engine, bool hasFiles)
    {
        _folder.Write("site.conf", "port 80\n");
        ContainersOptions options = Options(engine) with { FileFolders = [_folder.Root] };
        ContractRequests requests = Requests($"files-{hasFiles}", Node with { Files = hasFiles ? [new("site.conf", "/site.conf")] : [] });
        StepRequest request = requests.CreateNode("web-1");
        await using (ContainersProvider killed = new(options, logger: null, handler => new LosingHandler(handler)))
        {
            await killed.ApplyOneAsync(request);
        }

        await using ContainersProvider provider = new(options);
        Resource node = (await provider.ObserveAsync(requests.Owner)).Single();
        node.State.ShouldBe(hasFiles ? ResourceState.Failed : ResourceState.Pending);
        if (hasFiles)
        {
            (await provider.AdvanceAsync(requests.Owner)).Single().State.ShouldBe(ResourceState.Failed);
            (await provider.ApplyOneAsync(request)).Result.ShouldBe(StepResult.Succeeded);
        }

        (await provider.AdvanceAsync(requests.Owner)).Single().State.ShouldBe(ResourceState.Ready);
        await provider.ApplyOneAsync(requests.DestroyNode(node));
    }

    [MachineFact("docker", "$SCALEWRIGHT_AGENT")]
    public async Task A_check_reports_missing_files_and_invalid_containers_with_their_nodes()
    {
        await using ContainersProvider provider = new(
            Options("docker") with
            {
                Configure = static node => new NodeContainer { User = node.Name == "web-2" ? "nobody" : "" },
            }
        );

        ValueList<Problem> problems = await provider.CheckAsync(Describe(Node with { StartupScripts = ["missing.sh"] }, Node));

        problems
            .Select(problem => (problem.Code, problem.Field))
            .ShouldBe([(ProblemCode.UnreadableFile, "web-1"), (ProblemCode.ProviderContractViolation, "web-2")]);
    }

    private static NodeSpec Node => new("web-1", 1) { Hardware = new NodeHardware { MemoryMiB = 64 } };

    private static ValueMap<string> Map(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }.ToValueMap();

    private static ContractRequests Requests(string cluster, NodeSpec node) =>
        new(new Random(cluster.Sum(letter => letter)), cluster, name => node with { Name = name });

    private static Topology Describe(params NodeSpec[] nodes) =>
        Topology
            .Create("shop")
            .AddGroup(
                new NodeGroup("web", "builtin@1.0.0")
                {
                    Nodes = [.. nodes.Select((node, index) => node with { Name = $"web-{index + 1}", Number = index + 1 })],
                }
            )
            .Build();

    private static Task<Cluster> ProvisionAsync(ContainersProvider provider, params NodeSpec[] nodes) =>
        Cluster
            .Create(Describe(nodes))
            .UseProvider(provider)
            .WithOptions(static options => options with { Lifetime = ClusterLifetime.Ephemeral })
            .ProvisionAsync();

    private static async Task<string> RunAsync(Cluster cluster, params string[] command) =>
        (await cluster.Nodes[0].RunAsync([.. command])).Output;

    /// <summary>Advances until the only node has a state.</summary>
    private static async Task<Resource> UntilAsync(ContainersProvider provider, Owner owner, ResourceState state)
    {
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(2));
        while (true)
        {
            Resource node = (await provider.AdvanceAsync(owner, late.Token)).Single();
            if (node.State == state)
            {
                return node;
            }

            await Task.Delay(50, late.Token);
        }
    }

    private ContainersOptions Options(string engine) => TestContainers.OptionsFor(labs[engine]);

    /// <summary>Loses each request that copies files, as if the program had been killed before.</summary>
    private sealed class LosingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method == HttpMethod.Put ? throw new IOException("the program was killed") : base.SendAsync(request, cancellationToken);
    }
}
