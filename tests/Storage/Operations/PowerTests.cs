namespace Storage.Operations.Tests;

public class PowerTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    private SiteServer First => fixture.Site.Servers[0];

    [Fact]
    public Task A_server_keeps_running_with_one_of_its_outlets_on() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();

            await site.SwitchOutletAsync(First.Outlets[0], isOn: false);
            await site.Pass(120);

            (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();
            await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 0, seconds: 0);
        });

    [Fact]
    public Task A_server_without_power_raises_an_alert_after_its_timeout() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();

            await PowerOff(site);
            (await site.IsUpAsync(First.Fqdn)).ShouldBeFalse();

            // The timeout of 60 seconds starts after a poll of up to 30 seconds and is checked every 10 seconds.
            await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 1, seconds: 60 + 30 + 10);
        });

    [Fact]
    public Task A_server_restarts_with_its_power_and_reports_its_boot() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            await PowerOff(site);

            await site.SwitchOutletAsync(First.Outlets[1], isOn: true);

            (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();
            await site.Until(() => HasBooted(site));
        });

    [Fact]
    public Task Targets_fail_over_when_their_server_loses_power() =>
        fixture.RunAsync(async site =>
        {
            IReadOnlyList<JsonNode> targets = await site.CreateOne();

            await PowerOff(site);

            foreach (JsonNode target in targets)
            {
                (string first, string second) = await site.Pair(target);
                (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(first == First.Node ? second : first);
            }
        });

    [Fact]
    public Task A_user_reboots_a_server() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();

            (await site.Do("RebootHostJob", "host_id", (await site.Host(First.Fqdn)).Number("id"))).ShouldBeEmpty();

            // If the check comes late, the server is already up again.
            await site.Until(async () => !await site.IsUpAsync(First.Fqdn) || await HasBooted(site));
            await site.Until(async () => await site.IsUpAsync(First.Fqdn));
        });

    [Fact]
    public Task A_server_isolated_from_the_manager_keeps_running_and_its_alert_clears_on_reconnect() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();

            await site.IsolateFromManagerAsync(First.Fqdn, isCut: true);
            await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 1);
            (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();

            await site.IsolateFromManagerAsync(First.Fqdn, isCut: false);
            await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 0);
        });

    private async Task<bool> HasBooted(IStorageOperations site) =>
        (await site.Manager.ListAsync("event")).Any(item => item.Text("message") == $"{First.Fqdn} has booted");

    private async Task PowerOff(IStorageOperations site)
    {
        foreach (SiteOutlet outlet in First.Outlets)
        {
            await site.SwitchOutletAsync(outlet, isOn: false);
        }
    }
}
