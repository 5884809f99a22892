namespace Kubernetes.Tests;

/// <summary>Pod specs. Quantities are formatted as by k8s.io/apimachinery, pkg/api/resource.</summary>
public sealed class PodFormTests
{
    private static readonly NodeHardware Small = new() { Cpus = 2, MemoryMiB = 1024 };

    [Theory]
    [InlineData(1, 1, 1, "2", "1Gi", "2", "1Gi")]
    [InlineData(0.25, 1, 1, "500m", "1Gi", "500m", "1Gi")]
    [InlineData(0.1, 0.5, 0.25, "200m", "1Gi", "100m", "256Mi")]
    [InlineData(1, 0.1, 0.0001, "2", "1Gi", "200m", "1Mi")]
    [InlineData(1.5, 1, 1, "3", "1Gi", "3", "1Gi")]
    [InlineData(0.0001, 1, 1, "1m", "1Gi", "1m", "1Gi")]
    public async Task A_pod_can_use_fractions_of_CPUs_and_requests_below_its_limits(
        double unit,
        double cpu,
        double memory,
        string cpuLimit,
        string memoryLimit,
        string cpuRequest,
        string memoryRequest
    )
    {
        JsonNode container = await MakeAsync(options =>
            options with
            {
                CpuUnit = unit,
                CpuRequestRatio = cpu,
                MemoryRequestRatio = memory,
            }
        );

        (JsonNode limits, JsonNode requests) = (container["resources"]!["limits"]!, container["resources"]!["requests"]!);
        (limits["cpu"]!.ToString(), limits["memory"]!.ToString()).ShouldBe((cpuLimit, memoryLimit));
        (requests["cpu"]!.ToString(), requests["memory"]!.ToString()).ShouldBe((cpuRequest, memoryRequest));
    }

    [Theory]
    [InlineData("Always"), InlineData("IfNotPresent"), InlineData("Never")]
    public async Task A_pod_has_the_configured_image_pull_policy(string policy) =>
        (await MakeAsync(options => options with { ImagePullPolicy = policy }))["imagePullPolicy"]!.ToString().ShouldBe(policy);

    // Pod Security Standards, level "restricted".
    [Theory]
    [InlineData(
        true,
        1000L,
        """{"runAsNonRoot":true,"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}}""",
        """{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}"""
    )]
    [InlineData(
        true,
        null,
        """{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}""",
        """{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}"""
    )]
    [InlineData(false, 1000L, """{"runAsUser":1000}""", null)]
    [InlineData(false, null, "{}", null)]
    public async Task A_restricted_pod_has_the_five_fields_of_the_Pod_Security_Standard(
        bool isRestricted,
        long? user,
        string? pod,
        string? container
    )
    {
        JsonNode spec = await MakePodAsync(options => options with { IsRestricted = isRestricted, RunAsUser = user });

        Text(spec["securityContext"]).ShouldBe(pod);
        Text(spec["containers"]![0]!["securityContext"]).ShouldBe(container);

        static string? Text(JsonNode? node) =>
            node is null
                ? null
                : new JsonObject(
                    node.AsObject()
                        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                        .Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))
                ).ToJsonString();
    }

    [Fact]
    public async Task The_capacity_of_a_pool_is_counted_by_pod_requests()
    {
        KubernetesServerOptions one = new()
        {
            Nodes = 1,
            NodeCpus = 4,
            NodeMemoryGiB = 8,
            NodePods = 100,
        };
        await using KubernetesServer server = await TestCluster.StartAsync(one);
        KubernetesOptions options = TestCluster.OptionsFor(server);
        using KubernetesCluster whole = new(options);
        using KubernetesCluster half = new(options with { CpuUnit = 0.5, CpuRequestRatio = 0.5, MemoryRequestRatio = 0.5 });

        (await whole.GetNodePools(Small).ReadAsync([""], CancellationToken.None))[""].ShouldBe(2);
        (await half.GetNodePools(Small).ReadAsync([""], CancellationToken.None))[""].ShouldBe(8);
    }

    [Fact]
    public async Task All_invalid_pod_options_are_reported_at_once()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        KubernetesOptions options = TestCluster.OptionsFor(server) with
        {
            ImagePullPolicy = "never",
            IsRestricted = true,
            RunAsUser = 0,
            CpuUnit = 0,
            CpuRequestRatio = 1.5,
            MemoryRequestRatio = double.NaN,
        };

        Should
            .Throw<ArgumentException>(() => new KubernetesProvider(options))
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "ImagePullPolicy: 'never' is none; use Always, IfNotPresent or Never, or leave it out",
                "CpuUnit: 0 is not above 0; use more than 0",
                "CpuRequestRatio: 1.5 is not above 0 and up to 1; use 1 or less, and more than 0",
                "MemoryRequestRatio: NaN is not above 0 and up to 1; use 1 or less, and more than 0",
                "RunAsUser: 0 is not from 1 to 2147483647; use the ID of a user, for example 1000",
            ]);
    }

    [Fact]
    public async Task The_pod_of_a_deleted_node_does_not_wait_for_the_whole_grace_period()
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        KubernetesOptions options = TestCluster.OptionsFor(server) with { TerminationGracePeriod = TimeSpan.FromHours(1) };
        ContractRequests orders = new(new Random(4), "leaving", name => new NodeSpec(name, 1));
        await using KubernetesProvider provider = new(options);
        await ApplyAsync(provider, orders.CreateNode("n-1"));
        ValueList<Resource> made = await FindAsync(provider, orders.Owner, seen => seen is [{ State: ResourceState.Ready }]);

        await ApplyAsync(provider, orders.DestroyNode(made[0]));

        // It would remain for an hour if the loopback server assumed that its program does not handle SIGTERM.
        (await FindAsync(provider, orders.Owner, seen => seen.Count == 0)).ShouldBeEmpty();
    }

    // As in a container, the command is process 1 of its own namespace and gets its signal from outside;
    // pid_namespaces(7).
    [MachineFact("pods")]
    public async Task The_default_command_exits_on_SIGTERM_as_process_1()
    {
        KubernetesOptions options = new(new KubernetesClientOptions(new Uri("http://127.0.0.1:1")));
        string[] words = ["--pid", "--fork", "--kill-child", "--mount-proc", .. options.Command];
        using Process outer = Process.Start(new ProcessStartInfo("unshare", words) { UseShellExecute = false })!;
        int first = await ChildOfAsync(outer);
        await UntilAsync(() => HandlesTermination(first), outer);

        Signals.Send(first, "TERM");
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        await outer.WaitForExitAsync(late.Token);

        outer.ExitCode.ShouldBe(0);
    }

    private static async Task<JsonNode> MakeAsync(Func<KubernetesOptions, KubernetesOptions> change) =>
        (await MakePodAsync(change))["containers"]![0]!;

    private static async Task<JsonNode> MakePodAsync(Func<KubernetesOptions, KubernetesOptions> change)
    {
        await using KubernetesServer server = await TestCluster.StartAsync();
        ContractRequests orders = new(new Random(5), "form", name => new NodeSpec(name, 1) { Hardware = Small });
        await using KubernetesProvider provider = new(change(TestCluster.OptionsFor(server)));
        await ApplyAsync(provider, orders.CreateNode("n-1"));
        using HttpClient http = new();
        string pods = await http.GetStringAsync(new Uri(server.Address, "api/v1/namespaces/default/pods"));
        return JsonNode.Parse(pods)!["items"]![0]!["spec"]!;
    }

    private static async Task<int> ChildOfAsync(Process outer)
    {
        string path = $"/proc/{outer.Id}/task/{outer.Id}/children";
        await UntilAsync(() => File.ReadAllText(path).Length > 0, outer);
        return int.Parse((await File.ReadAllTextAsync(path)).Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }

    // proc(5): SigCgt is the mask of caught signals; SIGTERM is 15, bit 14.
    private static bool HandlesTermination(int process)
    {
        IEnumerable<string> lines = File.ReadLines($"/proc/{process}/status");
        string line = lines.Single(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line["SigCgt:".Length..].Trim(), 16) & (1UL << 14)) != 0;
    }

    private static async Task UntilAsync(Func<bool> isTrue, Process process)
    {
        while (!isTrue())
        {
            process.HasExited.ShouldBeFalse();
            await Task.Yield();
        }
    }

    private static async Task<ValueList<Resource>> FindAsync(
        KubernetesProvider provider,
        Owner owner,
        Func<ValueList<Resource>, bool> isFound
    )
    {
        await foreach (ValueList<Resource> seen in provider.WatchAsync(owner))
        {
            if (isFound(seen))
            {
                return seen;
            }
        }

        throw new InvalidOperationException("the watch ended");
    }

    private static async Task ApplyAsync(KubernetesProvider provider, StepRequest order) =>
        (await provider.ApplyOneAsync(order)).Problem.ShouldBeNull();
}
