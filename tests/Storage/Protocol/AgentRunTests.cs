using Scalewright.Storage.Packages;

namespace Storage.Protocol.Tests;

public class AgentRunTests
{
    private const string First = "test000.localdomain";
    private const string Last = "test003.localdomain";

    // Six reporting plug-ins and the action runner on each of four servers.
    private const int Sessions = 28;

    [Fact]
    public void A_server_that_reboots_within_a_second_starts_a_new_agent() =>
        FilesystemScene.Run(async scene =>
        {
            await scene.Cluster.Servers.RebootAsync(First, LifecycleTiming.Immediate);
            await scene.Pass(30);

            (await scene.ListAsync("event"))
                .Count(item => item["message"]!.ToString().Contains($"{First} has booted", StringComparison.Ordinal))
                .ShouldBe(1);
            scene.Manager!.GetCounts().ShouldBe((4, 4, Sessions));
            await scene.ActAsync(First, "start_lnet");
        });

    [Fact]
    public void Removing_a_server_while_others_start_does_not_block_them() =>
        FilesystemScene.Run(
            async scene =>
            {
                // The first poll is at 1 second; the last of the four servers starts at 8.5.
                await scene.Pass(3);
                await scene.Cluster.Servers.RemoveAsync(Last);
                await scene.Pass(60);

                scene.Manager!.GetCounts().ShouldBe((4, 3, 21));
                scene.Forgotten.ShouldBe([Last]);
            },
            settling: 0
        );

    [Fact]
    public void New_package_versions_restart_the_agents_without_rebooting_the_servers() =>
        FilesystemScene.Run(async scene =>
        {
            AgentRun?[] runs = [.. scene.Cluster.Servers.All.Select(server => scene.Cluster.Servers.FindRun(server.Name.Fqdn))];
            DateTimeOffset booted = scene.Cluster.Servers.Get(First).BootedAt;
            int moves = scene.Cluster.Availability.RecentMoves.Count;

            await scene.Cluster.PublishPackagesAsync(
                forWorkers: false,
                new Dictionary<string, PackageVersion>(StringComparer.Ordinal) { ["lustre"] = new(0, "2.10.0", "1", "x86_64") }.ToValueMap()
            );
            await scene.Pass(30);

            scene.Cluster.Servers.All.Select(server => scene.Cluster.Servers.FindRun(server.Name.Fqdn)).Intersect(runs).ShouldBeEmpty();
            scene.Cluster.Servers.Get(First).BootedAt.ShouldBe(booted);
            scene.Cluster.Availability.RecentMoves.Count.ShouldBe(moves);
            (await scene.ListAsync("event")).ShouldNotContain(item =>
                item["message"]!.ToString().Contains("has booted", StringComparison.Ordinal)
            );
            scene.Manager!.GetCounts().ShouldBe((4, 4, Sessions));
        });

    [Fact]
    public void The_restart_agent_action_replaces_the_agent_without_rebooting_the_server() =>
        FilesystemScene.Run(async scene =>
        {
            AgentRun? run = scene.Cluster.Servers.FindRun(First);
            DateTimeOffset booted = scene.Cluster.Servers.Get(First).BootedAt;

            await scene.ActAsync(First, "restart_agent");
            await scene.Pass(30);

            scene.Cluster.Servers.FindRun(First).ShouldNotBeSameAs(run);
            scene.Cluster.Servers.Get(First).BootedAt.ShouldBe(booted);
            scene.Manager!.GetCounts().ShouldBe((4, 4, Sessions));
        });

    // The manager deletes the host. The simulator then removes the server and immediately creates another one of the
    // same name.
    [Fact]
    public void A_server_that_is_removed_and_registered_again_is_set_up() =>
        FilesystemScene.Run(async scene =>
        {
            for (int time = 0; time < 5; time++)
            {
                int host = (int)(await scene.ListAsync("host")).Single(host => host["fqdn"]!.ToString() == Last)["id"]!;
                (await scene.CommandAsync("DELETE", $"api/host/{host}/")).ShouldBe("");
                await scene.Cluster.Servers.RemoveAsync(Last);
                (await scene.Cluster.Servers.AddUnitAsync(1, 4)).Single().Name.Fqdn.ShouldBe(Last);

                int command = await scene.RegisterAsync(Last);
                await scene.Cluster.Servers.StartAsync(Last);

                (await scene.EndAsync(command)).ShouldBe("");
            }

            await scene.Pass(30);
            scene.Manager!.GetCounts().ShouldBe((4, 4, Sessions));
        });

    [Fact]
    public void A_server_is_deregistered_when_its_host_is_deleted_in_the_manager() =>
        FilesystemScene.Run(async scene =>
        {
            (await scene.CommandAsync("DELETE", "api/host/1/")).ShouldBe("");
            await scene.Pass(5);

            scene.Forgotten.Count.ShouldBe(1);
            scene.Cluster.Servers.Get(scene.Forgotten[0]).IsRegistered.ShouldBeFalse();
        });

    [Fact]
    public void A_deregistration_from_before_a_reboot_does_not_affect_the_rebooted_server() =>
        FilesystemScene.Run(async scene =>
        {
            Scalewright.Storage.Actions.ServerActions actions = new(scene.Cluster, Last);
            Scalewright.Storage.Actions.ServerActionResult effect = await actions.RunAsync("deregister_server", default);
            await scene.Cluster.Servers.RebootAsync(Last, LifecycleTiming.Immediate);

            await effect.Afterwards!(CancellationToken.None);

            scene.Cluster.Servers.Get(Last).IsRegistered.ShouldBeTrue();
            scene.Cluster.Servers.IsAgentRunning(Last).ShouldBeTrue();
        });

    [Fact]
    public void Late_messages_of_an_earlier_agent_do_not_end_sessions_of_its_successor() =>
        Scene.Run(async scene =>
        {
            FixedPlugin plugin = new("linux", "{}", "{}");
            Scalewright.Storage.Agents.StorageAgent agent = await scene.Join("test000", [plugin]);
            await scene.Pass(15);
            AgentInstance before = AgentInstance.Create(
                scene.Kernel.Clock.GetUtcNow().AddDays(-1),
                scene.Kernel.Clock.GetUtcNow().AddDays(-1)
            );

            await scene.Line.PostAsync(
                First,
                new MessagePost(before, [new AgentMessage(MessageType.SessionCreateRequest, First) { Plugin = "linux" }]),
                CancellationToken.None
            );
            await scene.Line.PostAsync(
                First,
                new MessagePost(
                    before,
                    [
                        new AgentMessage(MessageType.Data, First)
                        {
                            Plugin = "linux",
                            SessionId = "gone",
                            SessionSequence = 7,
                        },
                    ]
                ),
                CancellationToken.None
            );
            IReadOnlyList<AgentMessage> answer = await scene.Line.GetAsync(First, before, CancellationToken.None);
            Task<JsonElement> asked = scene.Manager.RunActionAsync(First, "start_lnet", JsonElement.Parse("{}"));
            await scene.Pass(30);

            answer.ShouldBeEmpty();
            await asked;
            (plugin.FullCount, agent.SessionCount).ShouldBe((1, 2));
        });

    [Fact]
    public void A_newer_poll_of_an_agent_replaces_its_older_one() =>
        Scene.Run(async scene =>
        {
            await scene.Register("test000", await scene.Manager.CreateRegistrationTokenAsync(1));
            AgentInstance instance = new("b", "s");
            await scene.Line.GetAsync(First, instance, CancellationToken.None);

            Task<IReadOnlyList<AgentMessage>> older = scene.Line.GetAsync(First, instance, CancellationToken.None);
            await scene.Pass(1);
            Task<IReadOnlyList<AgentMessage>> newer = scene.Line.GetAsync(First, instance, CancellationToken.None);
            await scene.Pass(1);

            (older.IsCompleted, newer.IsCompleted).ShouldBe((true, false));
            (await older).ShouldBeEmpty();
            scene.Manager.EndSession(First, "linux");
            (await newer).Single().Type.ShouldBe(MessageType.SessionTerminate);
        });
}
