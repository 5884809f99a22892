namespace Storage.Tests;

/// <summary>Tests servers by section 2.2 of the description of the reference, in virtual time.</summary>
public class ServerStateTests
{
    private const string First = "test000.localdomain";

    [Fact]
    public Task Starting_a_server_takes_five_seconds() =>
        RunAsync(
            async (cluster, clock) =>
            {
                long start = clock.GetTimestamp();

                bool runs = await cluster.Servers.StartAsync(First, LifecycleTiming.Simulated);

                runs.ShouldBeTrue();
                clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromSeconds(5));
            }
        );

    [Fact]
    public Task A_server_without_a_running_agent_leaves_its_cluster_when_it_loses_its_last_outlet() =>
        RunAsync(
            async (cluster, _) =>
            {
                await cluster.Power.SwitchAsync("pdu000", "1", isOn: false);
                bool isOnAfterOne = cluster.Availability.GetState(0).Nodes["test000"].IsOnline;

                await cluster.Power.SwitchAsync("pdu001", "1", isOn: false);

                isOnAfterOne.ShouldBeTrue();
                cluster.Availability.GetState(0).Nodes["test000"].IsOnline.ShouldBeFalse();
                cluster.Servers.IsAgentRunning(First).ShouldBeFalse();
            }
        );

    [Fact]
    public Task A_server_without_registration_does_not_start() =>
        RunAsync(
            async (cluster, _) =>
            {
                await cluster.Servers.RegisterAsync(First, isRegistered: false);

                (await cluster.Servers.StartAsync(First)).ShouldBeFalse();
            }
        );

    [Fact]
    public Task Starting_a_running_server_fails() =>
        RunAsync(
            async (cluster, _) =>
            {
                await cluster.Servers.StartAsync(First);

                await Should.ThrowAsync<StorageException>(() => cluster.Servers.StartAsync(First));
            }
        );

    [Fact]
    public Task Stopping_only_the_agent_keeps_its_server_in_the_cluster() =>
        RunAsync(
            async (cluster, _) =>
            {
                await cluster.Servers.StartAsync(First);

                cluster.Servers.StopAgent(First);

                cluster.Servers.IsAgentRunning(First).ShouldBeFalse();
                cluster.Availability.GetState(0).Nodes["test000"].IsOnline.ShouldBeTrue();
            }
        );

    [Fact]
    public Task The_outlet_of_a_removed_server_is_assigned_to_the_next_server() =>
        RunAsync(
            async (cluster, _) =>
            {
                await cluster.Servers.RemoveAsync(First);

                StorageServer added = await cluster.Servers.AddAsync();

                added.Outlet.ShouldBe("1");
                added.Name.Node.ShouldBe("test002");
            }
        );

    [Fact]
    public async Task A_server_that_is_added_later_gets_a_unique_address()
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            new StorageClusterSpec
            {
                ServerCount = 2,
                ServersPerCluster = 2,
                WorkerCount = 2,
                Rules = HaRuleSet.Strict,
            },
            new StorageClusterOptions()
        );

        await cluster.Servers.AddAsync();

        string[] addresses =
        [
            .. cluster.Servers.All.SelectMany(server => server.Interfaces).Select(item => item.Address).Order(StringComparer.Ordinal),
        ];
        addresses.ShouldBe(["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]);
    }

    // As in the reference, power units share outlets in memory, but each saves its file only when it is switched.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Power_units_that_share_outlets_save_their_state_only_when_switched_themselves()
    {
        using TemporaryFolder folder = new();
        StorageClusterOptions options = new() { Folder = folder.At("state") };
        StorageClusterSpec setup = new()
        {
            ServerCount = 3,
            PduCount = 2,
            WorkerCount = 0,
            Rules = HaRuleSet.Compat,
        };
        await using (StorageCluster cluster = await StorageCluster.CreateAsync(setup, options))
        {
            await cluster.Power.SwitchAsync("pdu000", "1", isOn: false, LifecycleTiming.Immediate);
            await cluster.Power.SwitchAsync("pdu000", "2", isOn: false, LifecycleTiming.Immediate);
            Shown(cluster, "pdu001").ShouldBe("1:False 2:False 3:True");
            await cluster.Power.SwitchAsync("pdu001", "2", isOn: true, LifecycleTiming.Immediate);
            Shown(cluster, "pdu000").ShouldBe("1:False 2:True 3:True");
        }

        await using StorageCluster again = await StorageCluster.OpenAsync(options);

        // The first unit was last saved before the second one was switched.
        Shown(again, "pdu000").ShouldBe("1:False 2:False 3:True");
        Shown(again, "pdu001").ShouldBe("1:False 2:True 3:True");
        again.Power.HasPower(First).ShouldBeFalse();
    }

    [Fact]
    public async Task Outlets_and_controllers_are_the_same_after_a_restart()
    {
        using TemporaryFolder folder = new();
        StorageClusterOptions options = new() { Folder = folder.At("state") };
        ValueMap<string> before;
        await using (
            StorageCluster cluster = await StorageCluster.CreateAsync(
                new StorageClusterSpec
                {
                    ServerCount = 4,
                    ServersPerStorageUnit = 2,
                    PduCount = 2,
                    WorkerCount = 0,
                },
                options
            )
        )
        {
            await cluster.Power.SwitchAsync("pdu001", "3", isOn: false, LifecycleTiming.Immediate);
            await cluster.Servers.AddUnitAsync(servers: 2, volumes: 3);
            Shown(cluster, "pdu000").ShouldBe("1:True 2:True 3:True 4:True 5:True 6:True");
            cluster.Devices.FindController(3)!.Luns.Count.ShouldBe(3);
            before = cluster.DescribeFiles();
            await cluster.Store.SnapshotAsync();
        }

        await using StorageCluster again = await StorageCluster.OpenAsync(options);

        again.DescribeFiles().ShouldBe(before);
        Shown(again, "pdu001").ShouldBe("1:True 2:True 3:False 4:True 5:True 6:True");
        again.Devices.FindController(3)!.Luns[0].Disks.Count.ShouldBe(10);
    }

    private static string Shown(StorageCluster cluster, string unit) =>
        string.Join(' ', cluster.Power.GetOutlets(unit).Select(outlet => $"{outlet.Key}:{outlet.Value}"));

    private static async Task RunAsync(Func<StorageCluster, TimeProvider, Task> scene)
    {
        await using SimulationProvider provider = new();
        await provider.RunAsync(async cancellationToken =>
        {
            StorageClusterSpec setup = new()
            {
                ServerCount = 2,
                ServersPerCluster = 2,
                PduCount = 2,
                WorkerCount = 0,
                Rules = HaRuleSet.Strict,
            };
            await using StorageCluster cluster = await StorageCluster.CreateAsync(
                setup,
                new StorageClusterOptions { Clock = provider.Clock },
                cancellationToken
            );
            await cluster.Servers.RegisterAsync(First, isRegistered: true, cancellationToken);
            await scene(cluster, provider.Clock);
        });
    }
}
