namespace Kubernetes.Tests;

public sealed class KubectlTests : IAsyncLifetime
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: web, image: nginx, resources: {requests: {cpu: 100m}}}]
        """;

    private const string Budget = """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: keep}
        spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
        """;

    private KubernetesServer? _server;
    private Kubectl? _kubectl;

    private Kubectl Cli => _kubectl!;

    public async Task InitializeAsync()
    {
        _server = await KubernetesServer.StartAsync(new KubernetesServerOptions { Nodes = 2 });
    }

    public async Task DisposeAsync()
    {
        await (_kubectl?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server!.DisposeAsync();
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_applies_describes_scales_and_deletes_a_deployment(string version)
    {
        Use(version);
        string file = Cli.Write("web.yaml", Web);

        (await Cli.ExpectAsync("apply", "-f", file)).ShouldBe("deployment.apps/web created\n");
        (await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s")).ShouldEndWith(
            "deployment \"web\" successfully rolled out\n"
        );
        (await Cli.ExpectAsync("describe", "deployment", "web")).ShouldContain(
            "2 desired | 2 updated | 2 total | 2 available | 0 unavailable"
        );
        (await Cli.ExpectAsync("scale", "deployment/web", "--replicas=5")).ShouldBe("deployment.apps/web scaled\n");
        (await Cli.ExpectAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).ShouldBe("5");
        (await Cli.ExpectAsync("apply", "-f", file)).ShouldBe("deployment.apps/web configured\n");
        (await Cli.ExpectAsync("delete", "deployment", "web")).ShouldStartWith("deployment.apps \"web\" deleted");
        while (await Cli.ExpectAsync("get", "pods", "-o", "name") is { Length: > 0 })
        {
            // Its pods are deleted after it, once they have stopped.
        }
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_drains_a_node_as_far_as_disruption_budgets_allow(string version)
    {
        Use(version);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("web.yaml", Web));
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        await Cli.ExpectAsync("apply", "-f", Cli.Write("budget.yaml", Budget));

        (int code, _, string error) = await Cli.RunAsync("drain", "n1", "--timeout=8s");
        await Cli.ExpectAsync("delete", "-f", Cli.Write("budget.yaml", Budget));
        await Cli.ExpectAsync("drain", "n1", "--timeout=60s");

        code.ShouldBe(1);
        error.ShouldContain("Cannot evict pod as it would violate the pod's disruption budget.");
        (await Cli.ExpectAsync("get", "node", "n1", "-o", "jsonpath={.spec.unschedulable}")).ShouldBe("true");
        (await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s")).ShouldEndWith("successfully rolled out\n");
        (await Cli.ExpectAsync("get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}")).ShouldBe("n2 n2");
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_prints_the_tables_of_pods_nodes_and_all_resources(string version)
    {
        Use(version);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("web.yaml", Web));
        await Cli.ExpectAsync("rollout", "status", "deployment/web", "--timeout=60s");
        await Cli.ExpectAsync("cordon", "n2");

        string pods = await Cli.ExpectAsync("get", "pods");
        string nodes = await Cli.ExpectAsync("get", "nodes");
        string all = await Cli.ExpectAsync("get", "all");

        pods.ShouldMatch(@"\ANAME +READY +STATUS +RESTARTS +AGE\n(web-\S+ +1/1 +Running +0 +\d\S*\n){2}\z");
        nodes.ShouldMatch(
            @"\ANAME +STATUS +ROLES +AGE +VERSION\nn1 +Ready +<none> +\d\S* +v1\.36\.2\nn2 +Ready,SchedulingDisabled +<none> +\d\S* +v1\.36\.2\n\z"
        );
        all.ShouldMatch(@"NAME +READY +UP-TO-DATE +AVAILABLE +AGE\ndeployment\.apps/web +2/2 +2 +2 +\d\S*\n");
        all.ShouldMatch(@"NAME +DESIRED +CURRENT +READY +AGE\nreplicaset\.apps/web-\S+ +2 +2 +2 +\d\S*\n");
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_watches_new_pods(string version)
    {
        Use(version);
        using Process watching = Cli.Start("get", "pods", "--watch", "-o", "name");

        await Cli.ExpectAsync("apply", "-f", Cli.Write("web.yaml", Web));
        string? seen = await watching.StandardOutput.ReadLineAsync();
        watching.Kill();
        await watching.WaitForExitAsync();

        seen.ShouldNotBeNull().ShouldStartWith("pod/web-");
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Server_side_apply_reports_field_conflicts_unless_it_is_forced(string version)
    {
        Use(version);
        string file = Cli.Write("web.yaml", Web);
        await Cli.ExpectAsync("apply", "--server-side", "-f", file);
        await Cli.ExpectAsync("scale", "deployment/web", "--replicas=5");

        (int code, _, string error) = await Cli.RunAsync("apply", "--server-side", "-f", file);
        await Cli.ExpectAsync("apply", "--server-side", "--force-conflicts", "-f", file);

        code.ShouldBe(1);
        error.ShouldContain("Apply failed with 1 conflict");
        error.ShouldContain(".spec.replicas");
        (await Cli.ExpectAsync("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}")).ShouldBe("2");
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task A_replace_with_an_outdated_version_is_rejected(string version)
    {
        Use(version);
        await Cli.ExpectAsync("apply", "-f", Cli.Write("web.yaml", Web));
        string old = Cli.Write("old.json", await Cli.ExpectAsync("get", "deployment", "web", "-o", "json"));
        await Cli.ExpectAsync("scale", "deployment/web", "--replicas=3");

        (int code, _, string error) = await Cli.RunAsync("replace", "-f", old);

        code.ShouldBe(1);
        error.ShouldContain("the object has been modified; please apply your changes to the latest version and try again");
    }

    [MachineTheory("kubectl"), KubectlData]
    public async Task Kubectl_reads_long_lists_in_pages_and_retries_a_throttled_page(string version)
    {
        Use(version);
        string many = string.Join(
            '\n',
            Enumerable
                .Range(1, 7)
                .Select(number =>
                    $$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c{{number}}" }, "data": {"a": "b"} }"""
                )
        );
        await Cli.ExpectAsync("apply", "-f", Cli.Write("many.yaml", many));
        _server!.Faults.Add(new Fault(FaultKind.Answer, request => request.Query.ContainsKey("continue")) { Status = 429, RetryAfter = 1 });

        string names = await Cli.ExpectAsync("get", "configmaps", "--chunk-size=3", "-o", "jsonpath={.items[*].metadata.name}");

        names.ShouldBe("c1 c2 c3 c4 c5 c6 c7 kube-root-ca.crt");
        _server.Faults.Seen.Count(request => request.Contains("continue=", StringComparison.Ordinal)).ShouldBe(3);
    }

    private void Use(string version) => _kubectl = Kubectl.For(version, _server!.Address);
}
