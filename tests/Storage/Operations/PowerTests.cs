namespace Storage.Operations.Tests;

public class PowerTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    private SiteServer First => fixture.Site.Servers[0];

    [Fact]
    public Task A_server_runs_on_one_of_its_outlets() => fixture.RunAsync(async site =>
    {
        await site.JoinAll();

        await site.SwitchOutletAsync(First.Outlets[0], isOn: false);
        await site.Pass(120);

        (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();
        await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 0, seconds: 0);
    });

    [Fact]
    public Task A_server_without_power_is_missed_after_a_minute() => fixture.RunAsync(async site =>
    {
        await site.JoinAll();

        await PowerOff(site);
        (await site.IsUpAsync(First.Fqdn)).ShouldBeFalse();

        // The timeout of 60 seconds starts after a poll of up to 30 seconds and is checked every 10 seconds.
        await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 1, seconds: 60 + 30 + 10);
    });

    [Fact]
    public Task A_server_comes_back_with_its_power_and_tells_of_its_boot() => fixture.RunAsync(async site =>
    {
        await site.JoinAll();
        await PowerOff(site);

        await site.SwitchOutletAsync(First.Outlets[1], isOn: true);

        (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();
        await site.Until(() => HasBooted(site));
    });

    [Fact]
    public Task Targets_leave_a_server_that_lost_its_power() => fixture.RunAsync(async site =>
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
    public Task A_user_reboots_a_server() => fixture.RunAsync(async site =>
    {
        await site.JoinAll();

        (await site.Do("RebootHostJob", "host_id", (await site.Host(First.Fqdn)).Number("id"))).ShouldBeEmpty();

        // If the check comes late, the server is already up again.
        await site.Until(async () => !await site.IsUpAsync(First.Fqdn) || await HasBooted(site));
        await site.Until(async () => await site.IsUpAsync(First.Fqdn));
    });

    [Fact]
    public Task A_server_that_is_cut_off_runs_on_and_is_found_again() => fixture.RunAsync(async site =>
    {
        await site.JoinAll();

        await site.IsolateFromManagerAsync(First.Fqdn, isCut: true);
        await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 1);
        (await site.IsUpAsync(First.Fqdn)).ShouldBeTrue();

        await site.IsolateFromManagerAsync(First.Fqdn, isCut: false);
        await site.Until(async () => (await site.Manager.ListAsync("alert")).Count == 0);
    });

    private async Task<bool> HasBooted(IStorageOperations site) => (await site.Manager.ListAsync("event")).Any(item => item.Text("message") == $"{First.Fqdn} has booted");

    private async Task PowerOff(IStorageOperations site)
    {
        foreach (SiteOutlet outlet in First.Outlets)
        {
            await site.SwitchOutletAsync(outlet, isOn: false);
        }
    }
}
