namespace Storage.Protocol.Tests;

public class ScaleTests
{
    // The reporting plug-ins of a real server. Reports are smaller here, but as frequent.
    private static readonly string[] Names = ["linux", "lustre", "corosync", "simulator_controller", "systemd_journal", "linux_network"];

    // 8,000 servers take minutes. The count affects only time and memory.
    private static readonly int Servers = Campaign.Count("SCALEWRIGHT_STORAGE_SERVERS", 2_000, 2_000);

    [Fact]
    [Trait(Category.Name, Category.Campaign)]
    public void Two_thousand_servers_keep_all_their_sessions_for_ten_minutes() =>
        Scene.Run(async scene =>
        {
            string secret = await scene.Manager.CreateRegistrationTokenAsync(Servers);
            List<(StorageAgent Agent, FixedPlugin[] Plugins)> servers = [];
            for (int index = 0; index < Servers; index++)
            {
                await scene.Register($"test{index:000}", secret);
                FixedPlugin[] plugins = [.. Names.Select(name => new FixedPlugin(name, "{}", "{}"))];
                servers.Add((scene.Start($"test{index:000}", plugins), plugins));
                await scene.Pass(10.0 / Servers);
            }

            await scene.Pass(600);

            scene.Manager.GetCounts().ShouldBe((Servers, Servers, 7 * Servers));
            servers.ShouldAllBe(server =>
                server.Agent.SessionCount == 7 && server.Plugins.All(plugin => plugin.FullCount == 1 && plugin.UpdateCount >= 59)
            );
        });
}
