namespace Storage.Operations.Tests;

public class FileSystemTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    [Fact]
    public Task All_targets_of_a_new_file_system_run_on_their_first_servers() =>
        fixture.RunAsync(async site =>
        {
            IReadOnlyList<JsonNode> targets = await site.CreateOne();

            targets
                .Select(target => target.Text("name"))
                .ShouldBe(["MGS", "one-MDT0000", .. Enumerable.Range(0, 6).Select(index => $"one-OST000{index}")]);
            foreach (JsonNode target in targets)
            {
                target.Text("state").ShouldBe("mounted");
                (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBe((await site.Pair(target)).First);
            }
        });

    [Fact]
    public Task The_two_servers_of_a_target_are_not_the_same() =>
        fixture.RunAsync(async site =>
        {
            foreach (JsonNode target in await site.CreateOne())
            {
                (string first, string second) = await site.Pair(target);
                first.ShouldNotBe(second);
            }
        });

    [Fact]
    public Task A_disk_in_use_is_rejected_for_a_second_file_system() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();

            string found = await Refused(site, await site.Wanted("two"));

            found.ShouldContain("is a target already");
            (await site.Manager.ListAsync("filesystem")).Count.ShouldBe(1);
        });

    [Fact]
    public Task A_file_system_name_in_use_is_rejected() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();

            (await Refused(site, await site.Wanted("one"))).ShouldContain("there is a file system");
        });

    [Fact]
    public Task A_stopped_file_system_runs_no_targets_and_can_be_started_again() =>
        fixture.RunAsync(async site =>
        {
            IReadOnlyList<JsonNode> targets = await site.CreateOne();
            int id = (await site.Manager.ListAsync("filesystem")).Single().Number("id");

            await Put(site, id, "stopped");
            foreach (JsonNode target in targets)
            {
                (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldBeNull();
            }

            await Put(site, id, "available");
            foreach (JsonNode target in targets)
            {
                (await site.FindTargetServerAsync(target.Text("ha_label"))).ShouldNotBeNull();
            }
        });

    [Fact]
    public Task Disks_of_a_removed_file_system_can_be_reused() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();
            int id = (await site.Manager.ListAsync("filesystem")).Single().Number("id");

            (
                await site.Manager.WaitForCommandAsync(await site.Manager.SendAsync(HttpMethod.Delete, $"api/filesystem/{id}/"))
            ).ShouldBeEmpty();

            (await site.Targets()).ShouldBeEmpty();
            (
                await site.Manager.WaitForCommandAsync(
                    await site.Manager.SendAsync(HttpMethod.Post, "api/filesystem/", await site.Wanted("two"))
                )
            ).ShouldBeEmpty();
        });

    [Fact]
    public Task A_server_with_targets_cannot_be_removed() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();
            int id = (await site.Host(SiteSteps.First)).Number("id");

            string found = await SiteSteps.Refused(() => site.Manager.SendAsync(HttpMethod.Delete, $"api/host/{id}/"));

            found.ShouldContain("serves targets");
        });

    [Fact]
    public Task A_client_reads_default_settings_of_mounted_file_systems_only() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();
            const string Path = "/proc/fs/lustre/llite/one-ffff8800371d0800/max_cached_mb";
            (await SiteSteps.Refused(() => site.ReadFileAsync("10.9.0.1", Path))).ShouldContain("is not mounted");

            await site.MountAsync("10.9.0.1", SiteSteps.Mount);
            (await site.ReadFileAsync("10.9.0.1", Path)).ShouldBe("32");
            (await site.GetMountsAsync("10.9.0.1")).ShouldBe([SiteSteps.Mount]);

            await site.UnmountAsync("10.9.0.1", SiteSteps.Mount);
            (await site.GetMountsAsync("10.9.0.1")).ShouldBeEmpty();
        });

    [Fact]
    public Task Settings_of_a_target_are_readable_only_on_the_server_that_runs_it() =>
        fixture.RunAsync(async site =>
        {
            await site.CreateOne();
            JsonNode target = await site.Target("one-OST0000");
            (string first, string second) = await site.Pair(target);
            const string Path = "/proc/fs/lustre/obdfilter/one-OST0000/writethrough_cache_enable";

            (await site.ReadFileAsync($"{first}.localdomain", Path)).ShouldBe("16");
            (await SiteSteps.Refused(() => site.ReadFileAsync($"{second}.localdomain", Path))).ShouldContain("does not run on");
        });

    private static async Task Put(IStorageOperations site, int id, string state) =>
        (
            await site.Manager.WaitForCommandAsync(
                await site.Manager.SendAsync(HttpMethod.Put, $"api/filesystem/{id}/", new JsonObject { ["state"] = state })
            )
        ).ShouldBeEmpty();

    private static Task<string> Refused(IStorageOperations site, JsonNode wanted) =>
        SiteSteps.Refused(() => site.Manager.SendAsync(HttpMethod.Post, "api/filesystem/", wanted));
}
