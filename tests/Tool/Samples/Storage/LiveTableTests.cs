using System.Runtime.Versioning;
using Scalewright.Storage;
using Scalewright.Storage.Setup;
using StorageSample;

namespace Samples.Tests.Storage;

[SupportedOSPlatform("linux")]
public class LiveTableTests
{
    [Fact]
    public async Task A_server_that_is_off_is_shown_without_network_and_high_availability()
    {
        using ManagerAddress nobody = new(new Uri("http://localhost/"), Authority: null);
        StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 2, WorkerCount = 0 });
        await using RunningCluster running = new(cluster, nobody, keys: null);
        string fqdn = cluster.Servers.All[1].Name.Fqdn;
        await cluster.Servers.RegisterAsync(fqdn);
        await cluster.Servers.StartAsync(fqdn);
        string[] up = LiveTable.Row(running, cluster.Servers.Get(fqdn));

        await cluster.Servers.ShutdownAsync(fqdn);

        up[1].ShouldBe("[green]up[/]");
        up[2..4].ShouldAllBe(cell => cell.Length > 0);
        LiveTable.Row(running, cluster.Servers.Get(fqdn)).ShouldBe(["test001", "[red]off[/]", "", "", ""]);
    }
}
