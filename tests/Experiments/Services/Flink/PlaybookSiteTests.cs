namespace Experiments.Services.Tests.Flink;

public sealed class PlaybookSiteTests : IDisposable
{
    private const string Sets = "flink create flink_image=mine flink_taskmanager_sets=";
    private readonly TemporaryFolder _folder = new();
    private readonly Notes _notes = new();
    private readonly LeapingClock _clock = new(TimeSpan.FromMinutes(1));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_playbook_site_is_created_if_nothing_is_deployed() => Open(await DeployAsync(), FlinkTest.Join).ShouldBeNull();

    [Fact]
    public async Task Task_managers_are_redeployed_only_on_changes_and_restored_at_the_end()
    {
        PlaybookDeployer deployment = await DeployAsync(("application/flink", "flink_image=mine"));
        PlaybookSite site = Open(deployment, FlinkTest.Join)!;
        TaskManager one = new("a", "pico-1")
        {
            Slots = 4,
            Cpus = 0.5,
            MemoryMiB = 2048,
        };

        await site.SetTaskManagersAsync([one], default);
        await site.SetTaskManagersAsync([one with { Name = "b" }], default);
        await site.SetTaskManagersAsync([one, one with { Name = "b" }], default);
        await site.SetLoadAsync(ValueMap<double>.Empty.With("vehicles", 10), default);
        await site.CleanUpAsync();

        // The process memory has the ratio of the playbook's defaults: 1728 of 2048.
        _notes.Lines.ShouldBe([
            "flink create flink_image=mine",
            $"{Sets}tm-4s-500m-2048mi-here-consumer-1 here-consumer-1 1 4 500m 2048Mi 1728m",
            $"{Sets}tm-4s-500m-2048mi-here-consumer-1 here-consumer-1 2 4 500m 2048Mi 1728m",
            "flink create flink_image=mine",
        ]);
        deployment.GetRecords().ShouldHaveSingleItem().Vars.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_Chaos_Mesh_machines_are_nodes_of_Kubernetes_and_kubectl_runs_by_a_playbook()
    {
        PlaybookSite site = Open(await DeployAsync(("application/chaos_mesh", "chaos_mesh_version=2.6.3")), FlinkTest.Join)!;

        string output = await site.RunKubectlAsync(
            [
                ["get", "pods"],
                ["apply", "--filename", "-"],
            ],
            "---\n{}\n",
            default
        );

        output.ShouldBeEmpty();
        site.KubernetesNodes.ShouldBe(
            Enumerable.Range(1, 3).Select(number => KeyValuePair.Create($"pico-{number}", $"here-consumer-{number}"))
        );
        _notes.Lines[^1].ShouldStartWith("kubectl  chaos_mesh_version=2.6.3 kubectl_input=---\n{}\n kubectl_output=/");
        _notes.Lines[^1].ShouldEndWith(" kubectl_commands=get, pods, apply, --filename, -");
    }

    [Fact]
    public async Task Load_is_redeployed_on_changes_of_at_least_5_percent_and_restored_at_the_end()
    {
        Experiment ramp = FlinkTest.Join with
        {
            Loads =
            [
                new LoadSource(
                    "vehicles",
                    "vehicles",
                    new StepLoad([
                        .. new double[] { 1000, 1049, 1050, 1060, 0 }.Select(rate => new LoadStep(rate, TimeSpan.FromSeconds(1))),
                    ])
                ),
            ],
        };
        PlaybookSite site = Open(await DeployAsync(("application/theodolite", "theodolite_kafka=k")), ramp)!;

        for (int second = 0; second < 5; second++)
        {
            await site.SetLoadAsync(ValueMap<double>.Empty, default);
            await Task.Delay(TimeSpan.FromSeconds(1), _clock);
        }

        await site.CleanUpAsync();

        const string Generator = "theodolite create theodolite_kafka=k theodolite_generators=vehicles uc1 vehicles";
        _notes.Lines.ShouldBe([
            "theodolite create theodolite_kafka=k",
            $"{Generator} 1000 1000 1",
            $"{Generator} 1050 1000 1",
            $"{Generator} 1 1000 0",
            "theodolite create theodolite_kafka=k",
        ]);
    }

    [Fact]
    public async Task Task_managers_get_a_set_for_each_size_and_machine_that_a_step_assigned()
    {
        PlaybookSite site = Open(await DeployAsync(("application/flink", "a=b")), FlinkTest.Join)!;
        TaskManager one = new("a", "pico-1") { MemoryMiB = 3500 };

        await site.SetTaskManagersAsync(
            [
                one,
                one with
                {
                    Name = "b",
                    Node = "pico-3",
                },
                one with
                {
                    Name = "c",
                    Slots = 7,
                    Cpus = 7,
                },
                one with
                {
                    Name = "d",
                    Node = "pico-3",
                },
            ],
            default
        );

        _notes
            .Lines[^1]
            .ShouldEndWith(
                " flink_taskmanager_sets=tm-1s-1000m-3500mi-here-consumer-1 here-consumer-1 1 1 1000m 3500Mi 2953m, "
                    + "tm-1s-1000m-3500mi-here-consumer-3 here-consumer-3 2 1 1000m 3500Mi 2953m, tm-7s-7000m-3500mi-here-consumer-1 here-consumer-1 1 7 7000m 3500Mi 2953m"
            );
        (await Should.ThrowAsync<ScalewrightException>(() => site.SetTaskManagersAsync([one with { Node = "pico-4" }], default)))
            .Problems.ShouldHaveSingleItem()
            .Message.ShouldBe("no host is the machine 'pico-4' of the experiment");
    }

    private PlaybookSite? Open(PlaybookDeployer deployment, Experiment experiment) =>
        PlaybookSite.Of(deployment, new PlatformFolder(_folder.At("inventory")), experiment, _clock);

    private async Task<PlaybookDeployer> DeployAsync(params (string Playbook, string Variable)[] deployed)
    {
        PlatformFolder platforms = new(_folder.At("inventory"));
        await platforms.ProvisionAsync(
            new PlatformConfiguration
            {
                Platforms =
                [
                    new PlatformSection(
                        "here",
                        new DocumentMap([
                            new DocumentEntry("type", default, new DocumentScalar(ScalarKind.Text, "Local")),
                            new DocumentEntry("consumers", default, new DocumentScalar(ScalarKind.Text, "3")),
                        ])
                    ),
                ],
            }
        );
        PlaybookDeployer deployment = new(new PlaybookFolder(Repository.At("samples", "Scalehub", "playbooks")), platforms, _notes);
        foreach ((string playbook, string variable) in deployed)
        {
            string[] words = variable.Split('=');
            await deployment.DeployAsync(
                playbook,
                new DocumentMap([new DocumentEntry(words[0], default, new DocumentScalar(ScalarKind.Text, words[1]))])
            );
        }

        return deployment;
    }

    private sealed class Notes : IPlaybookRunner
    {
        public List<string> Lines { get; } = [];

        public Task<PlaybookResult> RunAsync(PlaybookRun run, Action<string>? line = null, CancellationToken cancellationToken = default)
        {
            Lines.Add(
                $"{Path.GetFileNameWithoutExtension(run.Playbook)} {string.Join(' ', run.Tags)} {string.Join(' ', run.Vars.Select(entry => $"{entry.Key}={Text(entry.Value)}"))}"
            );
            return Task.FromResult(new PlaybookResult(run.Playbook, 0) { Hosts = [new HostRecap("here-control-1") { Ok = 1 }] });
        }

        private static string Text(DocumentNode node) =>
            node switch
            {
                DocumentList list => string.Join(", ", list.Select(Text)),
                DocumentMap map => string.Join(' ', map.Select(entry => Text(entry.Value))),
                _ => ((DocumentScalar)node).Text,
            };
    }
}
