using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

[SupportedOSPlatform("linux")]
public sealed class ReaperTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Lineage Ours = new(1);
    private static readonly Lineage Theirs = new(2);
    private readonly TemporaryFolder _folder = new();
    private readonly World _world;

    public ReaperTests() => _world = new World(_folder);

    public void Dispose() => _folder.Dispose();

    // Rules of reliability 3.6. Ages count back from the start of the reaper; expiry times count forward from it.
    [Theory]
    [InlineData("no lineage and no cluster: only what has expired", 3600, null, false)]
    [InlineData("expired", 3600, 0.0, true)]
    [InlineData("not yet expired", 3600, 1.0, false)]
    [InlineData("expired but younger than the reaper less a second", 0.5, -1.0, false)]
    [InlineData("expired and as old as a second", 1, -1.0, false)]
    [InlineData("expired and just older than a second", 1.001, -1.0, true)]
    public void Only_expired_resources_are_selected_without_a_lineage_or_cluster(string rule, double age, double? expires, bool goes) =>
        Chosen(new ReapRequest(), Node(Theirs, "demo", age, expires)).ShouldBe(goes, rule);

    [Theory]
    [InlineData("our lineage, just made", 1, "demo", 0, true)]
    [InlineData("our lineage under another cluster's name", 1, "other", 0, true)]
    [InlineData("another lineage", 2, "demo", 3600, false)]
    public void A_lineage_selects_all_of_its_resources_and_nothing_else(string rule, int lineage, string cluster, double age, bool goes) =>
        Chosen(new ReapRequest { Lineage = Ours }, Node(new Lineage((UInt128)lineage), cluster, age, null)).ShouldBe(goes, rule);

    [Theory]
    [InlineData("the name, old enough", "demo", 2, true)]
    [InlineData("the name, made since", "demo", 0.9, false)]
    [InlineData("another name", "other", 3600, false)]
    public void A_cluster_name_selects_its_resources_except_recent_ones(string rule, string cluster, double age, bool goes) =>
        Chosen(new ReapRequest { Cluster = "demo" }, Node(Theirs, cluster, age, null)).ShouldBe(goes, rule);

    [Theory, InlineData(3599, false), InlineData(3600, true), InlineData(3601, true)]
    public void OlderThan_excludes_younger_resources(double age, bool goes) =>
        Chosen(new ReapRequest { Lineage = Ours, OlderThan = TimeSpan.FromHours(1) }, Node(Ours, "demo", age, null)).ShouldBe(goes);

    [Fact]
    public void Resources_being_deleted_and_resources_without_a_cluster_name_are_not_selected()
    {
        Chosen(new ReapRequest { Lineage = Ours }, Node(Ours, "demo", 10, null) with { State = ResourceState.Deleting }).ShouldBeFalse();
        Chosen(new ReapRequest { Lineage = Ours }, Node(Ours, "", 10, null)).ShouldBeFalse();
    }

    [Fact]
    public void Nodes_are_selected_before_groups_and_groups_before_networks()
    {
        Resource node = Node(Ours, "demo", 10, null);
        Resource[] there =
        [
            node with
            {
                Id = "1",
                Tag = node.Tag with { Target = StepTarget.Network },
            },
            node with
            {
                Id = "2",
                Tag = node.Tag with { Target = StepTarget.Group },
            },
            node,
        ];

        Reaper
            .SelectResources(there, new ReapRequest { Lineage = Ours }, Start)
            .Select(resource => resource.Tag.Target)
            .ShouldBe([StepTarget.Node, StepTarget.Group, StepTarget.Network]);
    }

    [Fact]
    public async Task A_dry_run_reports_the_selection_of_the_real_run_and_deletes_nothing()
    {
        Owner owner = await MakeAsync(3);
        ReapRequest request = new() { Lineage = owner.Lineage };

        ReapReport dry = await Reaper.ReapAsync(_world.Place, request with { IsDryRun = true });
        string[] before = await _world.InventoryAsync();
        ReapReport real = await Reaper.ReapAsync(_world.Place, request);

        before.Length.ShouldBe(4);
        dry.Selected.ShouldBe(real.Selected);
        dry.ToString().ShouldBe(real.ToString());
        (real.IsClean, real.AttemptCount).ShouldBe((true, 1));
        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_by_state_folder_reports_the_selection_of_the_real_run()
    {
        await MakeAsync(3);

        ReapReport dry = await Reaper.ReapStateAsync(_world.State, _world.Place, new ReapRequest { IsDryRun = true });
        ReapReport real = await Reaper.ReapStateAsync(_world.State, _world.Place);

        dry.Selected.Select(resource => resource.Tag.Name).ShouldBe(["n1", "n2", "n3", "web"]);
        real.Selected.ShouldBe(dry.Selected);
    }

    [Fact]
    public async Task Another_cluster_of_the_same_provider_is_kept()
    {
        Owner owner = await MakeAsync(3);
        await using LiveCluster other = await LiveCluster
            .Create(World.Sized(2) with { Name = "other" })
            .UseProvider(_world.Place)
            .ProvisionAsync();

        await Reaper.ReapAsync(_world.Place, new ReapRequest { Lineage = owner.Lineage });

        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(2)));
    }

    [Fact]
    public async Task Resources_that_remain_after_all_attempts_are_reported_and_written_to_a_file()
    {
        Owner owner = await MakeAsync(2);
        _folder.Write($"world/{FolderProvider.Stuck}", "");
        string file = _folder.At("leaked.json");

        ReapReport report = await Reaper.ReapAsync(
            _world.Place,
            new ReapRequest
            {
                Lineage = owner.Lineage,
                MaxAttempts = 3,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                LeakReportPath = file,
            }
        );

        report.AttemptCount.ShouldBe(3);
        report.Remaining.Select(left => left.Problem.Message).ShouldBe(["it is stuck", "it is stuck", "it is stuck"]);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(file)).ShouldContain("\"name\": \"n2\"");
    }

    [Fact]
    public async Task An_expired_cluster_is_reaped_and_a_live_one_is_kept()
    {
        await using LiveCluster living = await _world.ProvisionAsync(2);
        await using LiveCluster expired = await LiveCluster
            .Create(World.Sized(3) with { Name = "short" })
            .UseProvider(_world.Place)
            .WithOptions(settings => settings with { TimeToLive = TimeSpan.FromSeconds(30) })
            .ProvisionAsync();
        LateProvider late = new(_world.Place, TimeSpan.FromMinutes(1));

        ReapReport report = await Reaper.ReapAsync(late, new ReapRequest());

        report.Selected.Count.ShouldBe(4);
        (await _world.InventoryAsync()).ShouldBe(World.Words(World.Sized(2)));
    }

    [Fact]
    public async Task Resources_created_after_the_reaper_started_are_skipped_and_reported()
    {
        Owner owner = await MakeAsync(2);
        LateProvider early = new(_world.Place, TimeSpan.FromMinutes(-1));

        ReapReport dry = await Reaper.ReapAsync(early, new ReapRequest { Cluster = owner.Cluster, IsDryRun = true });
        ReapReport real = await Reaper.ReapAsync(early, new ReapRequest { Cluster = owner.Cluster });
        ReapReport other = await Reaper.ReapAsync(early, new ReapRequest { Cluster = "other" });
        ReapReport unnamed = await Reaper.ReapAsync(early, new ReapRequest());

        real.Selected.ShouldBeEmpty();
        real.SkippedAsRecent.Select(resource => resource.Tag.Name).ShouldBe(["n1", "n2", "web"]);
        dry.SkippedAsRecent.ShouldBe(real.SkippedAsRecent);
        (await _world.InventoryAsync()).Length.ShouldBe(3);
        (other.SkippedAsRecent.Count, unnamed.SkippedAsRecent.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Resources_that_are_not_among_the_confirmed_ones_are_skipped_and_reported()
    {
        Owner owner = await MakeAsync(2);
        ReapRequest request = new() { Lineage = owner.Lineage };
        ReapReport dry = await Reaper.ReapAsync(_world.Place, request with { IsDryRun = true });

        ReapReport real = await Reaper.ReapAsync(_world.Place, request with { Confirmed = [dry.Selected[0]] });

        real.Selected.ShouldHaveSingleItem().Tag.Name.ShouldBe("n1");
        real.SkippedAsUnconfirmed.Select(resource => resource.Tag.Name).ShouldBe(["n2", "web"]);
        dry.SkippedAsUnconfirmed.ShouldBeEmpty();
        (await _world.InventoryAsync()).ShouldBe(["Group web", "Node n2"]);
    }

    [Fact]
    public async Task Confirmed_resources_are_rejected_where_the_whole_cluster_is_removed()
    {
        await MakeAsync(2);

        await Should.ThrowAsync<ArgumentException>(() =>
            Reaper.ReapStateAsync(_world.State, _world.Place, new ReapRequest { Confirmed = [] })
        );

        (await _world.InventoryAsync()).Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_folder_without_a_state_is_rejected_and_unchanged()
    {
        _folder.Write("state/notes.txt", "mine");

        await Should.ThrowAsync<Scalewright.Clusters.ClusterException>(() => Reaper.ReapStateAsync(_world.State, _world.Place));

        Directory.GetFileSystemEntries(_world.State).Length.ShouldBe(1);
    }

    private static bool Chosen(ReapRequest request, Resource resource) => Reaper.SelectResources([resource], request, Start).Count == 1;

    private static Resource Node(Lineage lineage, string cluster, double ageSeconds, double? expiresSeconds) =>
        new(
            "vm-1",
            new ResourceTag(new Owner(lineage, cluster), StepTarget.Node, "n1", "t")
            {
                ExpiresAt = expiresSeconds is { } seconds ? Start.AddSeconds(seconds) : null,
            },
            ResourceState.Ready,
            Start.AddSeconds(-ageSeconds)
        );

    private async Task<Owner> MakeAsync(int nodes)
    {
        await using LiveCluster cluster = await _world.ProvisionAsync(nodes);
        return cluster.Owner;
    }
}
