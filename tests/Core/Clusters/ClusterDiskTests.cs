using LiveCluster = Scalewright.Clusters.Cluster;

namespace Sdk.Tests.Clusters;

[SupportedOSPlatform("linux")]
public sealed class ClusterDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private World _world;
    private SmallDisk? _disk;

    public ClusterDiskTests() => _world = new World(_folder);

    [MachineFact("root")]
    public async Task F_DISK_01_a_full_disk_rejects_creation_and_allows_destroying()
    {
        MountSmallDisk();
        await using (LiveCluster cluster = await _world.ProvisionAsync(5))
        {
            FillDisk(freeBytes: 0);
            int stepCount = _world.StepCount;

            StateException exception = await Should.ThrowAsync<StateException>(() => cluster.ApplyAsync(World.Sized(300)));
            exception.Code.ShouldBe(ProblemCode.DiskFull);
            exception.Message.ShouldContain("bytes are needed and 0 are free");
            exception.Problems[0].Source.ShouldBe(Path.Join(_world.State, "journal.log"));
            _world.StepCount.ShouldBe(stepCount);

            (await cluster.DestroyAsync()).Succeeded.ShouldBeTrue();
            (await _world.InventoryAsync()).ShouldBeEmpty();
            await Should.ThrowAsync<StateException>(() => cluster.ApplyAsync(World.Sized(1)));
        }

        await using LiveCluster reopened = await _world.OpenAsync();
        reopened.Topology.Groups.ShouldBeEmpty();
        (await Should.ThrowAsync<StateException>(() => reopened.ApplyAsync(World.Sized(1)))).Code.ShouldBe(ProblemCode.DiskFull);
        (await reopened.DestroyAsync()).Succeeded.ShouldBeTrue();
    }

    [MachineFact("root")]
    public async Task F_DISK_01_a_cluster_is_opened_and_destroyed_on_a_disk_that_is_full_already()
    {
        MountSmallDisk();
        await (await _world.ProvisionAsync(5)).DisposeAsync();
        FillDisk(freeBytes: 0);

        await using (LiveCluster cluster = await _world.OpenAsync())
        {
            await cluster.DestroyAsync();
        }

        (await _world.InventoryAsync()).ShouldBeEmpty();
    }

    [MachineFact("root")]
    public async Task F_DISK_02_a_snapshot_that_does_not_fit_is_skipped_with_a_warning_and_scaling_out_succeeds()
    {
        MountSmallDisk();
        await (await _world.ProvisionAsync(100, World.Store with { SnapshotAfterBytes = long.MaxValue })).DisposeAsync();
        await using (LiveCluster cluster = await _world.OpenAsync(World.Store with { SnapshotAfterBytes = 1000 }))
        {
            FillDisk(freeBytes: 12 * 1024);
            await cluster.ApplyAsync(World.Sized(101));
            cluster.Warnings.ShouldContain(problem => problem.Code == ProblemCode.SnapshotFailed);
            File.Exists(Path.Join(_world.State, "state.json.tmp")).ShouldBeFalse();
        }

        await using LiveCluster reopened = await _world.OpenAsync(World.Store with { SnapshotAfterBytes = long.MaxValue });
        World.Words(await reopened.ObserveAsync()).ShouldBe(await _world.InventoryAsync());
        reopened.Nodes.Count.ShouldBe(101);
    }

    [MachineFact("root")]
    public async Task F_DISK_10_provisioning_on_a_read_only_disk_fails_before_any_step()
    {
        MountSmallDisk();
        Directory.CreateDirectory(_world.State);
        Run("mount", "-o", "remount,ro", _folder.At("disk"));

        StateException exception = await Should.ThrowAsync<StateException>(() => _world.ProvisionAsync(3));

        exception.Code.ShouldBe(ProblemCode.StateNotWritable);
        _world.StepCount.ShouldBe(0);
    }

    [LinuxFact("ordinary-user")]
    public async Task F_DISK_10_provisioning_with_a_read_only_state_folder_fails_before_any_step()
    {
        Directory.CreateDirectory(_world.State, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        StateException exception = await Should.ThrowAsync<StateException>(() => _world.ProvisionAsync(3));

        File.SetUnixFileMode(_world.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        exception.Code.ShouldBe(ProblemCode.StateNotWritable);
        _world.StepCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("lock", "link"), InlineData("lock", "hard link"), InlineData("lock", "pipe"), InlineData("lock", "folder")]
    [
        InlineData("journal.log", "link"),
        InlineData("journal.log", "hard link"),
        InlineData("journal.log", "pipe"),
        InlineData("journal.log", "folder")
    ]
    public async Task F_DISK_16_a_state_file_that_is_not_a_regular_file_is_rejected_before_any_step(string name, string kind)
    {
        await (await _world.ProvisionAsync(2)).DisposeAsync();
        string path = Path.Join(_world.State, name);
        string target = _folder.At("target");
        File.Move(path, target);
        CreateIrregularFile(kind, path, target);
        int stepCount = _world.StepCount;

        StateException exception = await Should.ThrowAsync<StateException>(() => _world.ProvisionAsync(3));

        exception.Code.ShouldBe(ProblemCode.UnsafeStateFile);
        _world.StepCount.ShouldBe(stepCount);
    }

    [Fact]
    public async Task F_DISK_17_state_files_are_private_to_the_owner_and_wider_permissions_are_reported_and_removed()
    {
        await (await _world.ProvisionAsync(40)).DisposeAsync();
        string[] files = Directory.GetFiles(_world.State);
        files.ShouldAllBe(file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.GetUnixFileMode(_world.State).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(Path.Join(_world.State, "state.json"), (UnixFileMode)0x1A4);

        StateException strict = await Should.ThrowAsync<StateException>(() =>
            _world.OpenAsync(World.Store with { RequireStrictPermissions = true })
        );
        await using LiveCluster cluster = await _world.OpenAsync();

        strict.Code.ShouldBe(ProblemCode.UnsafeStateFile);
        cluster.Warnings.Select(problem => problem.Code).ShouldContain(ProblemCode.PermissionsRestricted);
        File.GetUnixFileMode(Path.Join(_world.State, "state.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory, InlineData("journal.log"), InlineData("state.json"), InlineData("mark")]
    public async Task F_DISK_13_a_state_file_of_another_cluster_is_rejected_and_both_lineages_are_named(string name)
    {
        World other = new(_folder.At("other-state"), _folder.At("other-world"));
        await using LiveCluster otherCluster = await other.ProvisionAsync(40);
        Owner owner;
        await using (LiveCluster cluster = await _world.ProvisionAsync(40))
        {
            owner = cluster.Owner;
        }

        File.Copy(Path.Join(other.State, name), Path.Join(_world.State, name), overwrite: true);
        int stepCount = _world.StepCount;

        StateException exception = await Should.ThrowAsync<StateException>(() => _world.ProvisionAsync(3));

        exception.Code.ShouldBe(ProblemCode.LineageMismatch);
        exception.Message.ShouldContain(owner.Lineage.ToString());
        exception.Message.ShouldContain(otherCluster.Owner.Lineage.ToString());
        _world.StepCount.ShouldBe(stepCount);
    }

    [Fact]
    public async Task F_DISK_14_an_older_copy_of_the_state_is_rejected_because_of_newer_ownership_tags()
    {
        await ScaleOutAndRestoreOldStateAsync();
        int stepCount = _world.StepCount;

        (await Should.ThrowAsync<ClusterException>(() => _world.OpenAsync())).Code.ShouldBe(ProblemCode.OlderState);
        (await Should.ThrowAsync<ClusterException>(() => _world.ProvisionAsync(6))).Code.ShouldBe(ProblemCode.OlderState);

        _world.StepCount.ShouldBe(stepCount);
    }

    [Fact]
    public async Task F_DISK_14_an_accepted_older_copy_adopts_existing_resources_and_creates_no_duplicates()
    {
        await ScaleOutAndRestoreOldStateAsync();
        Resource[] before = [.. await _world.Place.ObserveAsync(null)];

        await using LiveCluster cluster = await _world.OpenAsync(World.Store with { AllowOlderState = true });
        (await cluster.PlanAsync(World.Sized(6))).Steps.ShouldAllBe(step => step is AdoptResource);
        await cluster.ApplyAsync(World.Sized(6));

        Resource[] after = [.. await _world.Place.ObserveAsync(null)];
        after.Select(resource => resource.Tag.Name).Order(StringComparer.Ordinal).ShouldBe(["n1", "n2", "n3", "n4", "n5", "n6", "web"]);
        after.Select(resource => resource.Tag.Token).ShouldBeUnique();
        cluster.Epoch.ShouldBeGreaterThan(before.Max(resource => resource.Tag.Epoch));
    }

    [Fact]
    public async Task F_DISK_14_opening_an_accepted_older_copy_deletes_nothing_and_warns_of_planned_deletions()
    {
        await ScaleOutAndRestoreOldStateAsync();
        string[] before = await _world.InventoryAsync();

        await using LiveCluster cluster = await _world.OpenAsync(World.Store with { AllowOlderState = true });
        Scalewright.Planning.Plan plan = await cluster.PlanAsync(cluster.Topology);

        (await _world.InventoryAsync()).ShouldBe(before);
        plan.Steps.Select(step => step.ToString()).ShouldBe(["destroy node n4", "destroy node n5", "destroy node n6"]);
        cluster.Warnings.Select(warning => warning.Field).ShouldBe(["node 'n4'", "node 'n5'", "node 'n6'"], ignoreOrder: true);
        await cluster.RepairAsync();
        World.Words(cluster.Topology).ShouldBe(await _world.InventoryAsync());
    }

    [Fact]
    public async Task F_DISK_14_nodes_missing_from_an_older_copy_are_kept_when_they_are_desired_again()
    {
        await ScaleOutAndRestoreOldStateAsync();
        string[] before = [.. (await _world.Place.ObserveAsync(null)).Select(resource => resource.Id)];

        await using LiveCluster cluster = await _world.OpenAsync(World.Store with { AllowOlderState = true });
        PlanReport report = await cluster.ApplyAsync(World.Sized(6));

        report.Plan.Steps.ShouldBeEmpty();
        (await _world.Place.ObserveAsync(null)).Select(resource => resource.Id).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_at_the_path_of_the_state_folder_is_reported()
    {
        _folder.Write("state", "mine");

        (await Should.ThrowAsync<StateException>(() => _world.OpenAsync())).Message.ShouldContain(
            "a file has this name; name a folder of its own for the state"
        );
        (await Should.ThrowAsync<StateException>(() => _world.ProvisionAsync(1))).Message.ShouldContain("a file has this name");
    }

    [Fact]
    public async Task Errors_of_an_empty_and_a_damaged_state_folder_name_the_folder()
    {
        Directory.CreateDirectory(_world.State);
        (await Should.ThrowAsync<ClusterException>(() => _world.OpenAsync())).Message.ShouldStartWith(
            $"Folder '{_world.State}' has 1 error:"
        );

        await (await _world.ProvisionAsync(1)).DisposeAsync();
        File.Delete(Path.Join(_world.State, "journal.log"));
        StateException damaged = await Should.ThrowAsync<StateException>(() =>
            LiveCluster.Create(World.Sized(1)).UseProvider(_world.Place).WithState(_world.State).AdoptAsync()
        );

        damaged.Message.ShouldContain($"move folder {_world.State} away and rebuild the state from what exists by AdoptAsync");
    }

    [Fact]
    public async Task F_DISK_15_a_cluster_is_adopted_into_the_state_folder_that_provisioning_rejected()
    {
        await (await _world.ProvisionAsync(4)).DisposeAsync();
        string[] before = await _world.InventoryAsync();
        Directory.Delete(_world.State, recursive: true);

        (await Should.ThrowAsync<ClusterException>(() => _world.ProvisionAsync(4))).Code.ShouldBe(ProblemCode.ClusterExists);
        int stepCount = _world.StepCount;
        await using LiveCluster adopted = await LiveCluster
            .Create(World.Sized(4))
            .UseProvider(_world.CountedPlace)
            .WithState(_world.State)
            .AdoptAsync();

        (await _world.InventoryAsync()).ShouldBe(before);
        _world.StepCount.ShouldBe(stepCount);
    }

    [Fact]
    public async Task A_folder_with_unrelated_files_is_not_a_cluster_and_its_files_are_kept()
    {
        _folder.Write("state/draft.tmp", "mine");

        (await Should.ThrowAsync<ClusterException>(() => _world.OpenAsync())).Code.ShouldBe(ProblemCode.ClusterNotFound);
        Directory.GetFileSystemEntries(_world.State).ShouldBe([Path.Join(_world.State, "draft.tmp")]);
        await (await _world.ProvisionAsync(1)).DisposeAsync();

        File.Exists(Path.Join(_world.State, "draft.tmp")).ShouldBeTrue();
    }

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
    }

    /// <summary>
    /// Creates three nodes, copies the state, scales out to six nodes, and restores the copy of the state.
    /// </summary>
    private async Task ScaleOutAndRestoreOldStateAsync()
    {
        await (await _world.ProvisionAsync(3)).DisposeAsync();
        Run("cp", "-a", _world.State, _folder.At("copy"));
        await (await _world.ProvisionAsync(6)).DisposeAsync();
        Directory.Delete(_world.State, recursive: true);
        Directory.Move(_folder.At("copy"), _world.State);
    }

    private void MountSmallDisk()
    {
        _disk = new SmallDisk(_folder.At("disk"), "1m");
        _world = new World(_folder.At("disk", "state"), _folder.At("world"));
    }

    private void FillDisk(int freeBytes)
    {
        string path = _folder.At("disk", "filler");
        long availableBytes = new DriveInfo(_folder.At("disk")).AvailableFreeSpace;
        File.WriteAllBytes(path, new byte[availableBytes - freeBytes]);
    }

    private static void CreateIrregularFile(string kind, string path, string target)
    {
        switch (kind)
        {
            case "link":
                File.CreateSymbolicLink(path, target);
                break;
            case "hard link":
                Run("ln", target, path);
                break;
            case "pipe":
                Run("mkfifo", path);
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }
}
