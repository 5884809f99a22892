namespace Sdk.Tests.Journals;

public class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_is_JSON_with_the_SHA256_hash_of_its_preceding_content()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 1);
        byte[] bytes = disk.ReadAll(TestStore.Snapshot);

        using JsonDocument json = JsonDocument.Parse(bytes);
        int trailer = Encoding.UTF8.GetString(bytes).LastIndexOf("\n,\"sha256\"", StringComparison.Ordinal);

        json.RootElement.GetProperty("format").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("serial").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("sequence").GetInt64().ShouldBe(10);
        json.RootElement.GetProperty("content").GetArrayLength().ShouldBe(10);
        json.RootElement.GetProperty("sha256")
            .GetString()
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, trailer))));
    }

    [Fact]
    public async Task The_last_two_snapshots_are_retained_and_the_journal_starts_at_the_older_one()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 3);

        SerialOf(disk.ReadAll(TestStore.Snapshot)).ShouldBe(3);
        SerialOf(disk.ReadAll(TestStore.Previous)).ShouldBe(2);
        string[] journal = Encoding.UTF8.GetString(disk.ReadAll(TestStore.Journal)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        journal[0].ShouldContain("\"after\":20");
        journal.Length.ShouldBe(1 + 10 + 5);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task F_DISK_05_a_damaged_snapshot_falls_back_to_the_previous_one_and_the_journal(int snapshots)
    {
        FaultyFileSystem disk = await MakeAsync(snapshots);
        byte[] snapshot = disk.ReadAll(TestStore.Snapshot);

        for (int index = 0; index < snapshot.Length; index++)
        {
            byte[] flipped = [.. snapshot];
            flipped[index] ^= (byte)(1 << (index % 8));
            FaultyFileSystem damaged = disk.Copy();
            damaged.WriteAll(TestStore.Snapshot, flipped);
            if (await OpensWellAsync(damaged, (snapshots * 10) + 5))
            {
                continue;
            }

            // A flipped digit of the format number may look like a newer format, which is rejected.
            (await TestStore.RefusalAsync(damaged)).Code.ShouldBe(ProblemCode.UnsupportedStateVersion);
        }
    }

    [Fact]
    public async Task F_DISK_05_a_state_with_two_damaged_snapshots_is_rejected_and_both_are_named()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 3);
        disk.WriteAll(TestStore.Snapshot, "{}"u8);
        disk.WriteAll(TestStore.Previous, "{}"u8);

        StateException thrown = await TestStore.RefusalAsync(disk);

        thrown
            .Problems.Select(problem => (problem.Code, problem.Source))
            .ShouldBe([(ProblemCode.StateCorrupt, TestStore.Snapshot), (ProblemCode.StateCorrupt, TestStore.Previous)]);
    }

    [Fact]
    public async Task A_new_snapshot_replaces_a_damaged_one_and_keeps_the_valid_previous_one()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 3);
        disk.WriteAll(TestStore.Snapshot, "{}"u8);
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.Store.WriteSnapshotAsync();
        }

        SerialOf(disk.ReadAll(TestStore.Snapshot)).ShouldBe(4);
        SerialOf(disk.ReadAll(TestStore.Previous)).ShouldBe(2);
        (await OpensWellAsync(disk, 35)).ShouldBeTrue();
    }

    [Fact]
    public async Task F_DISK_12_a_newer_format_is_rejected_with_the_required_version_and_the_file_is_not_changed()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 2);
        string text = Encoding.UTF8.GetString(disk.ReadAll(TestStore.Snapshot));
        byte[] newer = Encoding.UTF8.GetBytes(
            text.Replace("\"format\":1,\"needs\":\"0.1.0\"", "\"format\":2,\"needs\":\"9.8.7\"", StringComparison.Ordinal)
        );
        disk.WriteAll(TestStore.Snapshot, newer);

        StateException thrown = await TestStore.RefusalAsync(disk);

        thrown.Code.ShouldBe(ProblemCode.UnsupportedStateVersion);
        thrown.Message.ShouldContain("9.8.7");
        disk.ReadAll(TestStore.Snapshot).ShouldBe(newer);
    }

    [Fact]
    public async Task F_DISK_02_a_full_disk_keeps_the_old_snapshot_and_the_journal_and_leaves_no_temporary_file()
    {
        FaultyFileSystem disk = await MakeAsync(snapshots: 2);
        await using TestStore store = await TestStore.OpenAsync(disk);
        byte[] before = disk.ReadAll(TestStore.Snapshot);
        disk.Fault = (call, path) =>
            call == "append" && path.EndsWith("state.json.tmp", StringComparison.Ordinal) ? FileSystemError.Full : null;

        StateException thrown = await Should.ThrowAsync<StateException>(() => store.Store.WriteSnapshotAsync());
        await store.AppendAsync(26, 1);

        thrown.Code.ShouldBe(ProblemCode.DiskFull);
        disk.ReadAll(TestStore.Snapshot).ShouldBe(before);
        disk.List(TestStore.Folder).ShouldNotContain(name => name == "state.json.tmp");
        store.Store.Warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.SnapshotFailed);
        disk.Kill();
        disk.Fault = (_, _) => null;
        (await OpensWellAsync(disk, 26)).ShouldBeTrue();
    }

    [Fact]
    public async Task Automatic_snapshots_limit_the_size_of_the_journal()
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { SnapshotAfterBytes = 1000 }))
        {
            await store.AppendAsync(1, 500);
            store.Store.Watermark.Serial.ShouldBeGreaterThan(3);
        }

        // The journal since the older snapshot has at most twice the size of the newest one, which exceeds 1000 bytes.
        disk.ReadAll(TestStore.Journal).Length.ShouldBeLessThan(3 * disk.ReadAll(TestStore.Snapshot).Length);
        (await OpensWellAsync(disk, 500)).ShouldBeTrue();
    }

    // Writes ten changes and a snapshot repeatedly, then five more changes.
    private static async Task<FaultyFileSystem> MakeAsync(int snapshots)
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { ReserveBytes = 0 }))
        {
            for (int snapshot = 0; snapshot < snapshots; snapshot++)
            {
                await store.AppendAsync((snapshot * 10) + 1, 10);
                await store.Store.WriteSnapshotAsync();
            }

            await store.AppendAsync((snapshots * 10) + 1, 5);
        }

        return disk;
    }

    private static async Task<bool> OpensWellAsync(FaultyFileSystem disk, int changes)
    {
        try
        {
            await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { ReserveBytes = 0 });
            return store.Lines.SequenceEqual(TestStore.Numbers(changes), StringComparer.Ordinal);
        }
        catch (StateException)
        {
            return false;
        }
    }

    private static long SerialOf(byte[] snapshot)
    {
        using JsonDocument json = JsonDocument.Parse(snapshot);
        return json.RootElement.GetProperty("serial").GetInt64();
    }
}
