using Scalewright.Storage.Agents;

namespace Storage.Protocol.Tests;

public class ScaleTests
{
    // Seven plug-ins of a real server: what they tell is smaller here, how often they tell it is not.
    private static readonly string[] Names = ["linux", "lustre", "corosync", "simulator_controller", "systemd_journal", "linux_network"];

    [Fact]
    public void Eight_thousand_servers_with_all_their_sessions_are_held_for_ten_minutes() => Scene.Run(async scene =>
    {
        string secret = await scene.Manager.AddTokenAsync(8000);
        List<(StorageAgent Agent, FixedPlugin[] Plugins)> servers = [];
        for (int index = 0; index < 8000; index++)
        {
            await scene.Register($"test{index:000}", secret);
            FixedPlugin[] plugins = [.. Names.Select(name => new FixedPlugin(name, "{}", "{}"))];
            servers.Add((scene.Start($"test{index:000}", plugins), plugins));
            await scene.Pass(10.0 / 8000);
        }

        await scene.Pass(600);

        scene.Manager.Count().ShouldBe((8000, 8000, 56000));
        servers.ShouldAllBe(server => server.Agent.SessionCount == 7 && server.Plugins.All(plugin => plugin.FullCount == 1 && plugin.UpdateCount >= 59));
    });
}
