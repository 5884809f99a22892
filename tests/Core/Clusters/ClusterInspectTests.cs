using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

/// <summary>Inspection and reconciliation of a cluster, as specified in DESIGN, "Inspect and reconcile".</summary>
public class ClusterInspectTests
{
    private const string Folder = "/state/demo";

    /// <summary>demo-2 is missing, demo-4 exists without a record, and stray-1 exists without being desired.</summary>
    private static readonly string[] Differing = ["Group web", "Node demo-1", "Node demo-3", "Node demo-4", "Node stray-1"];

    [Fact]
    public Task A_plan_lists_resources_to_forget_adopt_and_delete_and_changes_nothing() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await DifferingAsync(scene);
            string before = Bytes(scene.Provider);

            Plan plan = await cluster.PlanAsync(ListedScene.Sized(4), scene.Token);

            plan.Steps.Select(step => step.ToString())
                .ShouldBe(["forget node demo-2", "adopt node demo-4", "destroy node stray-1", "create node demo-2"]);
            (await scene.SettledAsync()).ShouldBe(Differing);
            Bytes(scene.Provider).ShouldBe(before);

            await cluster.ApplyAsync(ListedScene.Sized(4), scene.Token);

            (await scene.SettledAsync()).ShouldBe(["Group web", "Node demo-1", "Node demo-2", "Node demo-3", "Node demo-4"]);
            scene.Told(ClusterEventKind.OrphanRemoved).ShouldBe(["stray-1"]);
            scene.Told(ClusterEventKind.ResourceAdopted).ShouldBe(["demo-4"]);
        });

    [Fact]
    public Task Reconciliation_steps_depend_on_nothing_and_the_other_steps_depend_on_the_deletions() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await DifferingAsync(scene);

            Plan plan = await cluster.PlanAsync(ListedScene.Sized(4), scene.Token);

            plan.Steps.Select(step => string.Join(' ', step.DependsOn)).ShouldBe(["", "", "", "2"]);
            plan.GetWaves().Select(wave => string.Join(' ', wave)).ShouldBe(["0 1 2", "3"]);
        });

    [Fact]
    public Task Observing_reports_a_lost_node_once_and_changes_nothing() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await DifferingAsync(scene);
            string before = Bytes(scene.Provider);

            Topology first = await cluster.ObserveAsync(scene.Token);
            Topology second = await cluster.ObserveAsync(scene.Token);

            World.Words(first).ShouldBe(["Group web", "Node demo-1", "Node demo-3"]);
            second.ShouldBe(first);
            cluster.Nodes.Select(node => $"{node.Name} {node.State}").ShouldBe(["demo-1 Ready", "demo-2 Missing", "demo-3 Ready"]);
            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2"]);
            scene.Told(ClusterEventKind.ResourceAdopted).ShouldBeEmpty();
            (await scene.SettledAsync()).ShouldBe(Differing);
            Bytes(scene.Provider).ShouldBe(before);
            await cluster.RepairAsync(scene.Token);
            scene.Told(ClusterEventKind.NodeLost).ShouldBe(["demo-2"]);
        });

    [Theory, InlineData(EngineMode.DryRun), InlineData(EngineMode.Shadow)]
    public Task An_engine_in_dry_run_or_shadow_mode_changes_nothing(EngineMode mode) =>
        ListedScene.RunAsync(
            async scene =>
            {
                await using LiveCluster cluster = await DifferingAsync(scene);
                string before = Bytes(scene.Provider);
                DecisionEngineBuilder described = DecisionEngine
                    .Create("pool")
                    .UseLaunchConfiguration(new LaunchConfiguration("launch"))
                    .AddCloud("west", maxNodes: 3)
                    .UseSizing(new FixedSizing { Size = 2 })
                    .WithDuration(TimeSpan.FromMinutes(5));
                DecisionEngine engine = (mode == EngineMode.DryRun ? described.WithDryRun() : described.WithShadowMode()).Build();

                List<EngineCycle> cycles = [];
                await foreach (EngineCycle cycle in engine.RunAsync(cluster, scene.Token))
                {
                    cycles.Add(cycle);
                }

                cycles.ShouldNotBeEmpty();
                cycles.ShouldAllBe(cycle => cycle.Plan.Steps.Any(step => step is DestroyOrphan && step.Name == "stray-1"));
                (await scene.SettledAsync()).ShouldBe(Differing);
                Bytes(scene.Provider).ShouldBe(before);
            },
            new SimulationOptions()
        );

    [Fact]
    public Task Opening_a_cluster_deletes_and_adopts_nothing() =>
        ListedScene.RunAsync(async scene =>
        {
            await (await DifferingAsync(scene)).DisposeAsync();

            await using LiveCluster cluster = await scene.OpenAsync();

            (await scene.SettledAsync()).ShouldBe(Differing);
            scene.Told(ClusterEventKind.OrphanRemoved).ShouldBeEmpty();
            scene.Told(ClusterEventKind.ResourceAdopted).ShouldBeEmpty();
            cluster.Nodes.Single(node => node.Name == "demo-2").State.ShouldBe(NodeState.Missing);
        });

    [Fact]
    public Task A_cluster_is_inspected_without_being_opened() =>
        ListedScene.RunAsync(async scene =>
        {
            await (await DifferingAsync(scene)).DisposeAsync();
            string before = Bytes(scene.Provider, withLock: true);

            ClusterInspection found = await LiveCluster.InspectAsync(Folder, scene.Provider, cancellationToken: scene.Token);

            found
                .PlanTo(found.Desired)
                .Steps.Select(step => step.ToString())
                .ShouldBe(["forget node demo-2", "destroy node demo-4", "destroy node stray-1", "create node demo-2"]);
            found.Desired.ShouldBe(ListedScene.Sized(3));
            World.Words(found.Observed).ShouldBe(["Group web", "Node demo-1", "Node demo-3"]);
            found.Resources.Count.ShouldBe(5);
            (found.GetNodeState("demo-1"), found.GetNodeState("demo-2")).ShouldBe((NodeState.Ready, NodeState.Missing));
            Bytes(scene.Provider, withLock: true).ShouldBe(before);
            (await scene.SettledAsync()).ShouldBe(Differing);
        });

    [Fact]
    public Task A_cluster_can_be_inspected_while_it_is_open() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await scene.Describe(2).ProvisionAsync(scene.Token);

            ClusterInspection found = await LiveCluster.InspectAsync(Folder, scene.Provider, cancellationToken: scene.Token);

            found
                .PlanTo(Topology.Create("demo").Build())
                .Steps.Select(step => step.ToString())
                .ShouldBe(["destroy node demo-1", "destroy node demo-2", "destroy group web"]);
            (await Thrown.ByAsync<ClusterException>(() => Task.FromResult(found.PlanTo(Topology.Create("other").Build())))).Code.ShouldBe(
                ProblemCode.LineageMismatch
            );
            (await cluster.ApplyAsync(ListedScene.Sized(3), scene.Token)).Succeeded.ShouldBeTrue();
        });

    [Fact]
    public Task Inspecting_a_missing_state_folder_fails_and_does_not_create_it() =>
        ListedScene.RunAsync(async scene =>
        {
            (
                await Thrown.ByAsync<ClusterException>(() =>
                    LiveCluster.InspectAsync("/none", scene.Provider, cancellationToken: scene.Token)
                )
            ).Code.ShouldBe(ProblemCode.ClusterNotFound);

            scene.Provider.FileSystem.List("/").ShouldNotContain("none");
        });

    [Fact]
    public Task The_text_and_the_JSON_of_a_plan_list_reconciliation_steps_first() =>
        ListedScene.RunAsync(async scene =>
        {
            await using LiveCluster cluster = await DifferingAsync(scene);
            Plan plan = await cluster.PlanAsync(ListedScene.Sized(4), scene.Token);

            ArrayBufferWriter<byte> json = new();
            PlanJson.Write(plan, json);

            plan.ToString()
                .ShouldStartWith(
                    "! node demo-2: no longer exists, removed from the state\n= node demo-4: exists and is adopted\n- node stray-1: orphaned, not part of the desired topology\n+ node demo-2: "
                );
            plan.ToString().ShouldEndWith("demo: nodes +1 ~0 -1, networks and groups 0, adopted or forgotten 2\n");
            using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(json.WrittenMemory);
            document
                .RootElement.GetProperty("steps")
                .EnumerateArray()
                .Select(step => $"{step.GetProperty("action")} {step.GetProperty("target")}")
                .ShouldBe(["forget node", "adopt node", "destroy node", "create node"]);
            document.RootElement.GetProperty("steps")[2].GetProperty("name").GetString().ShouldBe("stray-1");
            document.RootElement.GetProperty("steps")[3].GetProperty("dependsOn")[0].GetInt32().ShouldBe(2);
        });

    private static async Task<LiveCluster> DifferingAsync(ListedScene scene)
    {
        LiveCluster cluster = await scene.Describe(3).ProvisionAsync(scene.Token);
        scene.Provider.Inject(new RemoveResource("demo-2"));
        await scene.OrderAsync(new CreateNode("web", ListedScene.Sized(4).Groups["web"].Nodes[3]), cluster.Owner);
        await scene.OrderAsync(new CreateNode("web", new NodeSpec("stray-1", 9)), cluster.Owner);
        (await scene.SettledAsync()).ShouldBe(Differing);
        return cluster;
    }

    /// <summary>Hashes of the files in the state folder. A live holder renews the lock over time.</summary>
    private static string Bytes(SimulationProvider provider, bool withLock = false)
    {
        StringBuilder text = new();
        foreach (string name in provider.FileSystem.List(Folder).Where(name => withLock || name != "lock").Order(StringComparer.Ordinal))
        {
            using IFile file = provider.FileSystem.Open($"{Folder}/{name}", FileOpenMode.Read);
            byte[] bytes = new byte[file.Length];
            for (int read = 0; read < bytes.Length; )
            {
                read += file.Read(read, bytes.AsSpan(read));
            }

            text.Append(name).Append(' ').Append(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))).Append('\n');
        }

        return text.ToString();
    }
}
