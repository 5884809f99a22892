using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

public sealed class WatchdogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly World _world;

    public WatchdogTests() => _world = new World(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory, Trait(Category.Name, Category.Campaign), InlineData("KILL"), InlineData("TERM"), InlineData("INT")]
    public async Task The_watchdog_deletes_all_resources_when_a_signal_ends_the_program(string signal)
    {
        using ClusterHost host = ClusterHost.Start("watch", _world.State, _world.Folder, "4", "0");
        await host.WaitForAsync("size 4");
        using Process watchdog = WatchdogOf(host);

        host.Signal(signal);
        await host.WaitForExitAsync();
        await RunningPrograms.EndedAsync(watchdog.Id);

        (await _world.InventoryAsync()).ShouldBeEmpty();
        await using LiveCluster left = await _world.OpenAsync();
        left.Nodes.ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_watchdog_ignores_SIGINT_and_SIGHUP()
    {
        using ClusterHost host = ClusterHost.Start("watch", _world.State, _world.Folder, "4", "0");
        await host.WaitForAsync("size 4");
        using Process watchdog = WatchdogOf(host);

        Signals.Send(watchdog.Id, "INT");
        Signals.Send(watchdog.Id, "HUP");
        host.Kill();
        await RunningPrograms.EndedAsync(watchdog.Id);

        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_watchdog_exits_after_the_program_cleaned_up_itself()
    {
        using ClusterHost host = ClusterHost.Start("watch", _world.State, _world.Folder, "4", "600000");
        await host.WaitForAsync("size 4");
        using Process watchdog = WatchdogOf(host);

        host.CloseInput();
        int exit = await host.WaitForExitAsync();
        await RunningPrograms.EndedAsync(watchdog.Id);

        exit.ShouldBe(0);
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_reaper_deletes_what_remains_after_program_and_watchdog_were_killed()
    {
        using ClusterHost host = ClusterHost.Start("watch", _world.State, _world.Folder, "4", "600000");
        await host.WaitForAsync("size 4");
        using Process watchdog = WatchdogOf(host);
        host.Kill();
        watchdog.Kill();
        await host.WaitForExitAsync();
        await RunningPrograms.EndedAsync(watchdog.Id);

        (await _world.InventoryAsync()).Length.ShouldBe(5);
        ReapReport report = await Reaper.ReapStateAsync(_world.State, _world.Place);

        report.IsClean.ShouldBeTrue();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_watchdog_reports_resources_it_cannot_delete_in_a_file_and_by_its_exit_code()
    {
        (Owner owner, long epoch) = await MakeAsync(3);
        _folder.Write($"world/{FolderProvider.Stuck}", "");

        int exit = await WatchAsync(owner, epoch, tries: 2);

        exit.ShouldBe(ClusterWatchdog.LeakedExitCode);
        using System.Text.Json.JsonDocument leaked = System.Text.Json.JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Join(_world.State, "leaked.json"))
        );
        leaked.RootElement.GetProperty("tries").GetInt32().ShouldBe(2);
        leaked
            .RootElement.GetProperty("resources")
            .EnumerateArray()
            .Select(one => one.GetProperty("name").GetString())
            .ShouldBe(["n1", "n2", "n3", "web"]);
        leaked.RootElement.GetProperty("resources")[0].GetProperty("reason").GetString().ShouldBe("it is stuck");
    }

    [Fact]
    public async Task A_later_reap_removes_the_file_of_leaked_resources()
    {
        (Owner owner, long epoch) = await MakeAsync(3);
        string stuck = _folder.Write($"world/{FolderProvider.Stuck}", "");
        await WatchAsync(owner, epoch, tries: 1);
        File.Delete(stuck);

        await Reaper.ReapStateAsync(_world.State, _world.Place);

        File.Exists(Path.Join(_world.State, "leaked.json")).ShouldBeFalse();
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_watchdog_keeps_a_cluster_that_was_opened_since()
    {
        (Owner owner, long epoch) = await MakeAsync(3);
        await (await _world.OpenAsync()).DisposeAsync();

        (await WatchAsync(owner, epoch, tries: 1)).ShouldBe(0);

        (await _world.InventoryAsync()).Length.ShouldBe(4);
    }

    [Fact]
    public async Task The_watchdog_keeps_an_open_cluster()
    {
        await using LiveCluster held = await _world.ProvisionAsync(3);

        (await WatchAsync(held.Owner, held.Epoch, tries: 1)).ShouldBe(0);

        (await _world.InventoryAsync()).Length.ShouldBe(4);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_watchdog_deletes_resources_by_tag_when_the_state_is_missing_or_damaged(bool isGone)
    {
        (Owner owner, long epoch) = await MakeAsync(3);
        if (isGone)
        {
            Directory.Delete(_world.State, recursive: true);
        }
        else
        {
            await File.WriteAllTextAsync(Path.Join(_world.State, "journal.log"), "no journal\n");
        }

        (await WatchAsync(owner, epoch, tries: 1)).ShouldBe(0);

        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_that_is_not_a_watchdog_is_rejected_before_anything_is_created()
    {
        ClusterException thrown = await Should.ThrowAsync<ClusterException>(() =>
            Watched(new WatchdogOptions { Program = "true" }).ProvisionAsync()
        );

        thrown.Code.ShouldBe(ProblemCode.WatchdogNotStarted);
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_watchdog_without_a_state_folder_or_for_a_persistent_cluster_is_rejected()
    {
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Watched(new WatchdogOptions()).WithLifetime(ClusterLifetime.Persistent).ProvisionAsync()
        );
        await Should.ThrowAsync<InvalidOperationException>(() =>
            LiveCluster
                .Create(World.Sized(1))
                .UseProvider(_world.Place)
                .WithLifetime(ClusterLifetime.Ephemeral)
                .WithWatchdog()
                .ProvisionAsync()
        );
    }

    private ClusterBuilder Watched(WatchdogOptions options) =>
        LiveCluster
            .Create(World.Sized(3))
            .UseProvider(_world.Place)
            .WithState(_world.State)
            .WithLifetime(ClusterLifetime.Ephemeral)
            .WithWatchdog(options);

    private async Task<(Owner Owner, long Epoch)> MakeAsync(int nodes)
    {
        await using LiveCluster cluster = await _world.ProvisionAsync(nodes);
        return (cluster.Owner, cluster.Epoch);
    }

    private async Task<int> WatchAsync(Owner owner, long epoch, int tries)
    {
        string[] order =
        [
            "--scalewright-watchdog",
            _world.State,
            owner.ToString(),
            epoch.ToString(CultureInfo.InvariantCulture),
            "0",
            tries.ToString(CultureInfo.InvariantCulture),
        ];
        using ClusterHost watchdog = ClusterHost.StartWatchdog(order, "watch", _world.State, _world.Folder);
        await watchdog.WaitForAsync("ready");
        watchdog.CloseInput();
        return await watchdog.WaitForExitAsync();
    }

    private static Process WatchdogOf(ClusterHost host)
    {
        string lineage = host.Lines.Single(line => line.StartsWith("owner", StringComparison.Ordinal)).Split(':')[1];
        string marker = $"SCALEWRIGHT_OPERATION_ID={lineage}:watchdog";
        string found = Directory.EnumerateDirectories("/proc").Single(folder => IsMarked(Path.Join(folder, "environ"), marker));
        return Process.GetProcessById(int.Parse(Path.GetFileName(found), CultureInfo.InvariantCulture));
    }

    private static bool IsMarked(string path, string marker)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Split('\0').Contains(marker, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
