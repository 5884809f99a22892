namespace Deployments.Tests;

/// <summary>The playbooks of the sample, run by the real Ansible on machines behind SSH servers.</summary>
public class PlaybookTests
{
    private static readonly string[] All =
    [
        "orchestration/setup",
        "application/setup",
        "application/theodolite",
        "application/chaos_mesh",
        "application/monitoring",
        "application/transscale",
    ];

    [MachineFact("ansible", "ssh-machines")]
    public async Task The_sample_playbooks_deploy_services_idempotently_and_delete_everything_they_created()
    {
        using DeploymentLab lab = await DeploymentLab.MakeAsync();
        await lab.Deployment.DeployAsync("infrastructure/setup");

        PlaybookResult first = await lab.RunAsync("create", All);

        first.GetProblems().ShouldBeEmpty();
        foreach (int machine in new[] { 1, 2 })
        {
            lab.ProcessesOf(machine).ShouldContain(line => line.Contains("consul agent", StringComparison.Ordinal));
            lab.ProcessesOf(machine)
                .ShouldContain(line => line.Contains(machine == 1 ? "k3s server" : "k3s agent", StringComparison.Ordinal));
            lab.ProcessesOf(machine).ShouldContain(line => line.Contains("containerd-shim", StringComparison.Ordinal));
        }

        lab.ProcessesOf(1)
            .ShouldContain(line =>
                line.Contains("http.server", StringComparison.Ordinal) && line.Contains("data/minio", StringComparison.Ordinal)
            );
        // The size of a host follows from its hardware. Scalehub: 16 cores times 32 GiB are 512, which is large.
        JsonObject state = JsonNode.Parse(lab.Read(1, "data/k3s/server/state.json"))!.AsObject();
        Labels("control-1").ShouldBe($"control-plane=true node-size={SizeOfThisMachine()}");
        Labels("agent-1").ShouldBe("node-size=large worker=consumer tnode=pico");
        Labels("producer-1").ShouldBe("node-size=medium worker=producer tnode=pico");

        // As in Scalehub, only task managers share a machine with the measured load.
        Placed("kafka statefulset/kafka").ShouldBe("3 x worker=producer");
        Placed("kafka deployment/schema-registry").ShouldBe("1 x worker=producer");
        Placed("theodolite deployment/load-generator-input").ShouldBe("1 x worker=producer");
        Placed("flink deployment/flink-jobmanager").ShouldBe("1 x control-plane=true");
        Placed("flink statefulset/flink-taskmanager").ShouldBe("1 x worker=consumer");

        // Prometheus reads ports by their names: without one of that name it reads nothing, and says nothing.
        foreach ((string space, string app) in new[] { ("flink", "flink"), ("kafka", "kafka-exporter") })
        {
            JsonNode[] pods =
            [
                .. state["objects"]!
                    .AsObject()
                    .Where(item => item.Key.StartsWith($"{space} ", StringComparison.Ordinal))
                    .Select(item => item.Value!["spec"]?["template"])
                    .OfType<JsonNode>()
                    .Where(pod => pod["metadata"]!["labels"]!["app"]!.GetValue<string>() == app),
            ];
            pods.ShouldNotBeEmpty();
            pods.ShouldAllBe(pod =>
                pod["spec"]!["containers"]![0]!["ports"]!
                    .AsArray()
                    .Count(port => port!["name"] != null && port["name"]!.GetValue<string>() == "metrics") == 1
            );
        }

        string values = state["objects"]!["kube-system helmchart/monitoring"]!["spec"]!["valuesContent"]!.GetValue<string>();
        values.ShouldContain("selector: {matchLabels: {app: kafka-exporter}}\n      podMetricsEndpoints: [{port: metrics}]");
        JsonNode board = JsonNode.Parse(
            state["objects"]!["monitoring configmap/scalehub-board"]!["data"]!["scalehub.json"]!.GetValue<string>()
        )!;
        board["panels"]!
            .AsArray()
            .Select(panel => panel!["targets"]![0]!["expr"]!.GetValue<string>())
            .ShouldContain("sum by (task_name) (flink_taskmanager_job_task_numRecordsInPerSecond)");
        board["panels"]![0]!["targets"]![0]!["legendFormat"]!.GetValue<string>().ShouldBe("{{task_name}}");

        string token = await lab.FetchTokenAsync();

        token.ShouldBe("a-token-of-admin-user");
        lab.Lines.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));

        PlaybookResult again = await lab.RunAsync("create", All);

        again.GetProblems().ShouldBeEmpty();
        again.Changed.ShouldBe(0, string.Join('\n', lab.Lines.TakeLast(400)));

        DeploymentReport reloaded = await lab.Deployment.ReloadAsync("application/minio");

        reloaded.Result!.Changed.ShouldBeGreaterThan(0);
        lab.Deployment.GetRecords()
            .Select(record => (record.Name, record.State))
            .ShouldBe([("infrastructure/setup", DeploymentState.Deployed), ("application/minio", DeploymentState.Deployed)]);

        PlaybookResult deleted = await lab.RunAsync("delete", [.. All.Reverse()]);

        deleted.GetProblems().ShouldBeEmpty();
        lab.Remaining().ShouldBeEmpty();

        await lab.Deployment.DeleteAsync("infrastructure/setup");

        lab.Leftovers().ShouldBeEmpty();

        string Labels(string node) => Words(state["nodes"]![node]);

        string Placed(string workload)
        {
            JsonNode spec = state["objects"]![workload]!["spec"]!;
            return $"{spec["replicas"]} x {Words(spec["template"]!["spec"]!["nodeSelector"])}";
        }
    }

    [Fact]
    public async Task Playbooks_that_label_nodes_get_the_kinds_of_the_platforms()
    {
        using TemporaryFolder folder = new();
        PlatformFolder platforms = new(folder.At("inventory"));
        DocumentMap Fields(params string[] words) =>
            new(words.Chunk(2).Select(pair => new DocumentEntry(pair[0], default, new DocumentScalar(ScalarKind.Text, pair[1]))));
        await platforms.ProvisionAsync(
            new PlatformConfiguration
            {
                Platforms =
                [
                    new PlatformSection("a", Fields("type", "Simulated", "kind", "pico")),
                    new PlatformSection("b", Fields("type", "Simulated", "address_prefix", "10.1")),
                ],
            }
        );

        DocumentMap kinds = (DocumentMap)DeploymentVerbs.WithKinds("orchestration/setup", DocumentMap.Empty, platforms)["platform_kinds"]!;

        kinds.Select(entry => $"{entry.Key} {((DocumentScalar)entry.Value).Text}").ShouldBe(["a pico", "b consumer"]);
        DeploymentVerbs.WithKinds("application/flink", DocumentMap.Empty, platforms).ShouldBeEmpty();
    }

    private static string Words(JsonNode? labels) =>
        string.Join(
            ' ',
            labels!
                .AsObject()
                .Select(label => $"{label.Key.Replace("node-role.kubernetes.io/", "", StringComparison.Ordinal)}={label.Value}")
        );

    // All test machines run on this machine, so their kernel reports its values.
    private static string SizeOfThisMachine()
    {
        int cores = File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        string memory = File.ReadLines("/proc/meminfo")
            .First(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        double gib = long.Parse(memory, CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        return (cores * gib) switch
        {
            <= 32 => "small",
            <= 256 => "medium",
            <= 1024 => "large",
            _ => "x-large",
        };
    }
}
