namespace Storage.Operations.Tests;

public class LogAndFileTests(StorageFixture fixture) : IClassFixture<StorageFixture>
{
    private const string Client = "10.9.0.1";

    [Fact]
    public Task A_line_in_the_log_of_a_server_reaches_the_manager() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            int before = await AllGreeted(site);

            await site.WriteLogAsync(SiteSteps.First, "Lustre: one line");

            await Grown(site, before + 1, seconds: 11);
        });

    [Fact]
    public Task Log_lines_that_exceed_one_message_all_arrive() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            int before = await AllGreeted(site);

            for (int line = 0; line < 200; line++)
            {
                await site.WriteLogAsync(SiteSteps.First, $"Lustre: line {line}");
            }

            await Grown(site, before + 200, seconds: 21);
        });

    [Fact]
    public Task A_stopped_server_rejects_log_lines() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            await site.StopAsync(SiteSteps.First);

            (await SiteSteps.Refused(() => site.WriteLogAsync(SiteSteps.First, "nothing"))).ShouldContain("is off");
        });

    [Fact]
    public Task A_file_is_written_renamed_and_deleted() =>
        fixture.RunAsync(async site =>
        {
            await site.WriteFileAsync(Client, "/mnt/one/a", "text");
            await site.WriteFileAsync(Client, "/mnt/other", "not below");
            (await site.ReadFileAsync(Client, "/mnt/one/a")).ShouldBe("text");

            await site.RenameFileAsync(Client, "/mnt/one/a", "/mnt/one/b");
            (await site.ListFilesAsync(Client, "/mnt/one")).ShouldBe(["/mnt/one/b"]);

            await site.DeleteFileAsync(Client, "/mnt/one/b");
            (await site.ListFilesAsync(Client, "/mnt/one")).ShouldBeEmpty();
            (await SiteSteps.Refused(() => site.ReadFileAsync(Client, "/mnt/one/b"))).ShouldContain("there is no file");
        });

    [Fact]
    public Task Files_of_a_server_survive_a_restart_and_cannot_be_read_while_it_is_stopped() =>
        fixture.RunAsync(async site =>
        {
            await site.JoinAll();
            await site.WriteFileAsync(SiteSteps.First, "/etc/lnet.conf", "options");

            await site.StopAsync(SiteSteps.First);
            (await SiteSteps.Refused(() => site.ReadFileAsync(SiteSteps.First, "/etc/lnet.conf"))).ShouldContain("is off");

            await site.StartAsync(SiteSteps.First);
            (await site.ReadFileAsync(SiteSteps.First, "/etc/lnet.conf")).ShouldBe("options");
        });

    [Fact]
    public Task Servers_install_a_newly_published_package_version() =>
        fixture.RunAsync(async site =>
        {
            await site.PublishPackageAsync("lustre", "2.9.1");
            await site.JoinAll();

            (await site.GetPackagesAsync(SiteSteps.First))["lustre"].ShouldBe("2.9.1");
        });

    /// <summary>Each server logs one line when its session starts.</summary>
    private static async Task<int> AllGreeted(IStorageOperations site)
    {
        await site.Pass(30);
        await site.Until(async () => await LinesOf(site) >= site.Site.Servers.Count, seconds: 0);
        return await LinesOf(site);
    }

    /// <summary>On real nodes, a session may restart meanwhile and log its line again.</summary>
    private static async Task Grown(IStorageOperations site, int count, double seconds)
    {
        if (site.TimeTolerance > TimeSpan.Zero)
        {
            await site.Until(async () => await LinesOf(site) >= count, seconds);
            return;
        }

        await site.Pass(seconds);
        (await LinesOf(site)).ShouldBe(count);
    }

    private static async Task<int> LinesOf(IStorageOperations site)
    {
        JsonNode log = await site.Manager.SendAsync(HttpMethod.Get, "api/log/");
        return log["meta"]!.Number("total_count");
    }
}
