namespace Storage.Operations.Tests;

public class FailoverTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    private const string Ost = "one-OST0000";

    [Fact]
    public Task A_user_fails_a_target_over_and_back() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, string second) = await Begin(site);

            (await site.Do("FailoverTargetJob", "target_id", target.Number("id"))).ShouldBeEmpty();
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(second);

            (await site.Do("FailbackTargetJob", "target_id", target.Number("id"))).ShouldBeEmpty();
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(first);
        });

    [Fact]
    public Task The_manager_reports_the_new_server_of_a_target_after_its_server_stops() =>
        fixture.RunAsync(async site =>
        {
            (_, string first, string second) = await Begin(site);

            await site.StopAsync($"{first}.localdomain");

            await site.Until(async () => await site.KnownPlace(Ost) == second);
            (await site.Target(Ost)).Text("state").ShouldBe("mounted");
            (await site.Manager.ListAsync("event")).ShouldContain(item => item.Text("message") == $"{Ost} runs on {second}");
        });

    [Fact]
    public Task A_target_does_not_fail_back_automatically() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, string second) = await Begin(site);

            await site.RebootAsync($"{first}.localdomain");
            await site.Pass(60);

            (await site.IsUpAsync($"{first}.localdomain")).ShouldBeTrue();
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(second);
        });

    [Fact]
    public Task A_target_without_a_server_starts_when_one_becomes_available() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, string second) = await Begin(site);

            await site.StopAsync($"{first}.localdomain");
            await site.StopAsync($"{second}.localdomain");
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBeNull();

            await site.StartAsync($"{second}.localdomain");
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(second);
        });

    [Fact]
    public Task The_manager_detects_a_target_that_is_stopped_externally() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, _) = await Begin(site);

            await site.StopTargetAsync(target.Text("ha_label"));
            await site.Until(async () => (await site.Target(Ost)).Text("state") == "unmounted");

            await site.StartTargetAsync(target.Text("ha_label"));
            await site.Until(async () => await site.KnownPlace(Ost) == first);
        });

    [Fact]
    public Task The_manager_detects_a_target_that_is_moved_externally() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, string second) = await Begin(site);

            await site.FailoverAsync(target.Text("ha_label"));
            await site.Until(async () => await site.KnownPlace(Ost) == second);

            await site.FailbackAsync(target.Text("ha_label"));
            await site.Until(async () => await site.KnownPlace(Ost) == first);
        });

    [Fact]
    public Task A_server_in_standby_runs_no_target_and_stays_in_contact() =>
        fixture.RunAsync(async site =>
        {
            (JsonNode target, string first, string second) = await Begin(site);

            await site.SetStandbyAsync($"{first}.localdomain", isOn: true);
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(second);
            await site.Until(async () => (await site.Host($"{first}.localdomain"))["contact"]!.GetValue<bool>(), seconds: 0);
            (await site.Do("FailbackTargetJob", "target_id", target.Number("id"))).ShouldContain("cannot go to a node");

            await site.SetStandbyAsync($"{first}.localdomain", isOn: false);
            (await site.Do("FailbackTargetJob", "target_id", target.Number("id"))).ShouldBeEmpty();
            (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe(first);
        });

    private static async Task<(JsonNode Target, string First, string Second)> Begin(IStorageOperations site)
    {
        await site.CreateOne();
        JsonNode target = await site.Target(Ost);
        (string first, string second) = await site.Pair(target);
        await site.Until(async () => await site.KnownPlace(Ost) == first);
        return (target, first, second);
    }
}
