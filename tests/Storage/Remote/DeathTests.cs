namespace Storage.Remote.Tests;

/// <summary>Tests failover and reboots with real processes.</summary>
[Trait(Category.Name, Category.RealTime)]
public class DeathTests(RemoteFixture remote) : IClassFixture<RemoteFixture>
{
    private const string Ost = "one-OST0000";

    [Fact]
    public Task Targets_of_a_server_whose_process_is_killed_fail_over_and_the_server_can_be_restarted() =>
        remote.Fixture.RunAsync(async site =>
        {
            await site.CreateOne();
            JsonNode target = await site.Target(Ost);
            (string first, string second) = await site.Pair(target);
            string server = $"{first}.localdomain";

            using (Process process = Process.GetProcessById(await PidOf(site, server)))
            {
                process.Kill();
            }

            await site.Until(async () => await site.KnownPlace(Ost) == second);
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(second);
            (await site.IsUpAsync(server)).ShouldBeFalse();
            await site.StartAsync(server);
            await site.Until(async () =>
                (await site.Manager.ListAsync("event")).Any(item => item.Text("message") == $"{server} has booted")
            );
        });

    [Fact]
    public Task A_rebooted_or_power_cycled_server_runs_in_a_new_process() =>
        remote.Fixture.RunAsync(async site =>
        {
            SiteServer server = site.Site.Servers[0];
            await site.Manager.LogInAsync();
            await site.RegisterAsync(server.Fqdn, await site.Manager.CreateRegistrationTokenAsync(1));

            int one = await PidOf(site, server.Fqdn);
            await site.RebootAsync(server.Fqdn);
            int two = await PidOf(site, server.Fqdn);
            foreach (SiteOutlet outlet in server.Outlets)
            {
                await site.SwitchOutletAsync(outlet, isOn: false);
            }

            // A killed process disappears only after the kernel has cleaned it up.
            await site.Until(() => Task.FromResult(!IsAlive(one) && !IsAlive(two)));
            await site.SwitchOutletAsync(server.Outlets[0], isOn: true);
            IsAlive(await PidOf(site, server.Fqdn)).ShouldBeTrue();
        });

    private static async Task<int> PidOf(IStorageOperations site, string server) =>
        int.Parse(await site.ReadFileAsync(server, "/run/storage-node.pid"), CultureInfo.InvariantCulture);

    private static bool IsAlive(int process) =>
        File.Exists($"/proc/{process}/status")
        && !File.ReadAllText($"/proc/{process}/status").Contains("State:\tZ", StringComparison.Ordinal);
}
