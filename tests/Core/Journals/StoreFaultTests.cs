namespace Sdk.Tests.Journals;

public class StoreFaultTests
{
    [Fact]
    public async Task Acknowledged_changes_survive_a_power_failure()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk);
        await store.AppendAsync(1, 20);

        disk.Crash(chance: null);
        await using TestStore again = await TestStore.OpenAsync(disk);

        again.Lines.ShouldBe(TestStore.Numbers(20));
        again.Opening.WasClosedCleanly.ShouldBeFalse();
        again.Store.Epoch.ShouldBe(2);
    }

    [Fact]
    public async Task A_closed_state_reopens_as_closed_cleanly_with_the_same_lineage()
    {
        FaultyFileSystem disk = new();
        Lineage first;
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 3);
            first = store.Store.Lineage;
        }

        await using TestStore again = await TestStore.OpenAsync(disk, TestStore.Options with { Random = new Random(99) });

        again.Store.Lineage.ShouldBe(first);
        again.Opening.WasClosedCleanly.ShouldBeTrue();
        again.Opening.ReplayedCount.ShouldBe(3);
        again.Opening.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task F_DISK_01_a_full_disk_rejects_changes_with_the_bytes_needed_and_accepts_urgent_changes()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk);
        await store.AppendAsync(1, 5);
        disk.Capacity = disk.Capacity - disk.GetFreeBytes(TestStore.Folder) + 40;

        StateException thrown = await Should.ThrowAsync<StateException>(() => store.AppendAsync(6, 1));
        await store.Store.AppendUrgentAsync("{\"destroyed\":1}"u8.ToArray());

        Problem problem = thrown.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(ProblemCode.DiskFull);
        problem.Source.ShouldBe(TestStore.Journal);
        problem.Message.ShouldBe("69 bytes are needed and 40 are free"); // Prefix 61, JSON 7, line feed 1.
        store.Lines.ShouldBe([.. TestStore.Numbers(5), "{\"destroyed\":1}"]);
        disk.Has(TestStore.Folder + "/reserve").ShouldBeFalse();
    }

    [Fact]
    public async Task F_DISK_01_ordinary_changes_are_rejected_until_a_released_reserve_can_be_restored()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk);
        disk.Capacity = disk.Capacity - disk.GetFreeBytes(TestStore.Folder);
        await store.Store.AppendUrgentAsync("{\"destroyed\":1}"u8.ToArray());

        (await Should.ThrowAsync<StateException>(() => store.AppendAsync(1, 1))).Code.ShouldBe(ProblemCode.DiskFull);
        disk.Capacity = long.MaxValue;
        await store.AppendAsync(2, 1);

        store.Lines.ShouldBe(["{\"destroyed\":1}", "{\"n\":2}"]);
        disk.Has(TestStore.Folder + "/reserve").ShouldBeTrue();
    }

    [Fact]
    public async Task F_DISK_01_a_state_opens_on_a_full_disk_after_a_crash_and_keeps_its_reserve()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk);
        await store.AppendAsync(1, 200);
        disk.Crash(chance: null);
        disk.Capacity = disk.Capacity - disk.GetFreeBytes(TestStore.Folder);

        await using TestStore again = await TestStore.OpenAsync(disk);
        bool hasReserve = disk.Has(TestStore.Folder + "/reserve");
        await again.Store.AppendUrgentAsync("{\"destroyed\":1}"u8.ToArray());

        hasReserve.ShouldBeTrue();
        again.Opening.Warnings.ShouldBeEmpty();
        again.Lines.ShouldBe([.. TestStore.Numbers(200), "{\"destroyed\":1}"]);
    }

    [Fact]
    public async Task F_DISK_06_a_failed_flush_stops_the_store_and_is_not_retried()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk);
        await store.AppendAsync(1, 5);
        int flushes = 0;
        disk.Fault = (call, path) =>
            call == "flush" && path == TestStore.Journal + ".tmp" && flushes++ >= 0 ? FileSystemError.Failed : null;

        StateException thrown = await Should.ThrowAsync<StateException>(() => store.AppendAsync(6, 1));
        StateException next = await Should.ThrowAsync<StateException>(() => store.AppendAsync(7, 1));
        await store.DisposeAsync();

        (thrown.Code, next.Code, flushes).ShouldBe((ProblemCode.DiskFailed, ProblemCode.DiskFailed, 1));
        disk.Fault = (_, _) => null;
        disk.Crash(chance: null);
        await using TestStore again = await TestStore.OpenAsync(disk);
        again.Lines.ShouldBe(TestStore.Numbers(5));
    }

    [Fact]
    public async Task F_DISK_06_changes_of_a_failed_flush_are_made_durable_when_the_store_is_reopened()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk);
        disk.Fault = (call, path) => call == "flush" && path == TestStore.Journal + ".tmp" ? FileSystemError.Failed : null;
        await Should.ThrowAsync<StateException>(() => store.AppendAsync(1, 1));
        await store.DisposeAsync();
        disk.Fault = (_, _) => null;

        await using (TestStore again = await TestStore.OpenAsync(disk))
        {
            again.Lines.ShouldBe(TestStore.Numbers(1));
            disk.Crash(chance: null);
        }

        await using TestStore third = await TestStore.OpenAsync(disk);
        third.Lines.ShouldBe(TestStore.Numbers(1));
    }

    [Theory, InlineData(1), InlineData(7)]
    public async Task F_DISK_07_short_and_interrupted_transfers_lose_no_changes(int transferMax)
    {
        int calls = 0;
        FaultyFileSystem disk = new() { TransferMax = transferMax };
        disk.Fault = (call, _) => call is "read" or "append" && ++calls % 3 == 0 ? FileSystemError.Interrupted : null;
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 10);
            await store.Store.WriteSnapshotAsync();
            await store.AppendAsync(11, 10);
        }

        await using TestStore again = await TestStore.OpenAsync(disk);

        again.Lines.ShouldBe(TestStore.Numbers(20));
        again.Opening.WasClosedCleanly.ShouldBeTrue();
    }

    [Fact]
    public async Task F_DISK_07_a_failed_read_is_reported_as_a_disk_failure()
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 3);
        }

        disk.Fault = (call, path) => call == "read" && path == TestStore.Journal ? FileSystemError.Failed : null;

        (await TestStore.RefusalAsync(disk)).Code.ShouldBe(ProblemCode.DiskFailed);
    }

    [Fact]
    public async Task F_DISK_07_a_partially_written_change_is_dropped_with_a_warning()
    {
        FaultyFileSystem disk = new() { TransferMax = 10 };
        TestStore store = await TestStore.OpenAsync(disk);
        await store.AppendAsync(1, 2);
        int appends = 0;
        disk.Fault = (call, _) => call == "append" && ++appends == 4 ? FileSystemError.Failed : null;

        await Should.ThrowAsync<StateException>(() => store.AppendAsync(3, 1));
        await store.DisposeAsync();
        await using TestStore again = await TestStore.OpenAsync(disk);

        again.Lines.ShouldBe(TestStore.Numbers(2));
        again.Opening.Warnings.ShouldContain(problem => problem.Code == ProblemCode.TruncatedJournal);
    }

    [Fact]
    public async Task A_truncated_journal_is_reported_even_when_opening_fails_later()
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 3);
        }

        disk.WriteAll(TestStore.Journal, [.. disk.ReadAll(TestStore.Journal), .. "half a cha"u8]);
        disk.Fault = (call, path) =>
            call == "write" && path.StartsWith(TestStore.Mark, StringComparison.Ordinal) ? FileSystemError.Failed : null;
        StateException refused = await TestStore.RefusalAsync(disk);
        disk.Fault = (_, _) => null;
        await using TestStore again = await TestStore.OpenAsync(disk);

        refused.Code.ShouldBe(ProblemCode.DiskFailed);
        refused.Problems.ShouldContain(problem => problem.Code == ProblemCode.TruncatedJournal);
        again.Opening.Warnings.ShouldNotContain(
            problem => problem.Code == ProblemCode.TruncatedJournal,
            "the first opening has put it in order"
        );
        again.Lines.ShouldBe(TestStore.Numbers(3));
    }

    [Fact]
    public async Task F_DISK_11_a_disk_without_locks_is_rejected_unless_allowed()
    {
        FaultyFileSystem disk = new() { KnowsLocks = false };

        StateException thrown = await TestStore.RefusalAsync(disk);
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { AllowUnlockedState = true });

        thrown.Code.ShouldBe(ProblemCode.LockingUnsupported);
        store.Opening.IsNew.ShouldBeTrue();
    }

    [
        Theory,
        Trait(Category.Name, Category.Campaign),
        InlineData("state.json"),
        InlineData("journal.log"),
        InlineData("mark"),
        InlineData("state.previous.json")
    ]
    public async Task F_DISK_13_a_file_of_another_state_is_rejected_and_both_lineages_are_named(string name)
    {
        (FaultyFileSystem ours, Lineage our) = await MakeAsync(seed: 1);
        (FaultyFileSystem theirs, Lineage their) = await MakeAsync(seed: 2);
        ours.WriteAll($"{TestStore.Folder}/{name}", theirs.ReadAll($"{TestStore.Folder}/{name}"));

        StateException thrown = await TestStore.RefusalAsync(ours);

        thrown.Code.ShouldBe(ProblemCode.LineageMismatch);
        thrown.Message.ShouldContain(our.ToString());
        thrown.Message.ShouldContain(their.ToString());
    }

    [Fact]
    public async Task F_DISK_13_a_state_with_an_unexpected_lineage_is_rejected()
    {
        (FaultyFileSystem disk, Lineage own) = await MakeAsync(seed: 1);
        Lineage expected = new(42);

        StateException thrown = await TestStore.RefusalAsync(disk, TestStore.Options with { ExpectedLineage = expected });

        thrown.Code.ShouldBe(ProblemCode.LineageMismatch);
        thrown.Message.ShouldContain($"of lineage {own}");
        thrown.Message.ShouldContain(expected.ToString());
    }

    [Fact]
    public async Task F_DISK_14_an_older_copy_is_rejected_unless_allowed()
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(1, 10);
        }

        FaultyFileSystem backup = disk.Copy();
        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            await store.AppendAsync(11, 10);
            await store.Store.WriteSnapshotAsync();
        }

        disk.WriteAll(TestStore.Journal, backup.ReadAll(TestStore.Journal));
        disk.Delete(TestStore.Snapshot);
        StateException thrown = await TestStore.RefusalAsync(disk);
        await using TestStore accepted = await TestStore.OpenAsync(disk, TestStore.Options with { AllowOlderState = true });

        thrown.Code.ShouldBe(ProblemCode.OlderState);
        thrown.Message.ShouldContain("serial 0, change 10; it once was at serial 1, change 20");
        accepted.Lines.ShouldBe(TestStore.Numbers(10));
        accepted.Opening.IsOlderState.ShouldBeTrue();
        accepted.Store.Epoch.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task F_DISK_14_a_state_older_than_the_known_watermark_is_rejected()
    {
        (FaultyFileSystem disk, Lineage lineage) = await MakeAsync(seed: 1);
        StateWatermark known = new(lineage, 7, 9, 100);

        (await TestStore.RefusalAsync(disk, TestStore.Options with { KnownWatermark = known })).Code.ShouldBe(ProblemCode.OlderState);
    }

    [Fact]
    public async Task F_DISK_15_a_missing_journal_is_not_treated_as_a_new_state()
    {
        (FaultyFileSystem disk, _) = await MakeAsync(seed: 1);
        disk.Delete(TestStore.Journal);

        StateException thrown = await TestStore.RefusalAsync(disk);
        await using TestStore accepted = await TestStore.OpenAsync(disk, TestStore.Options with { AllowOlderState = true });

        thrown.Code.ShouldBe(ProblemCode.StateCorrupt);
        thrown.Message.ShouldContain("the journal is missing");
        accepted.Lines.ShouldBe(TestStore.Numbers(20));
        accepted.Opening.IsOlderState.ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_fails_at_the_timeout_when_the_disk_does_not_respond()
    {
        TestClock clock = new();
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { Clock = clock });
        TaskCompletionSource never = new();
        disk.FlushGate = () => never.Task;

        Task append = store.AppendAsync(1, 1);
        clock.Advance(TimeSpan.FromSeconds(30));

        (await Should.ThrowAsync<StateException>(() => append)).Code.ShouldBe(ProblemCode.DiskTimeout);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_but_not_the_change()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk);
        TaskCompletionSource gate = new();
        disk.FlushGate = () => gate.Task;
        using CancellationTokenSource source = new();

        Task append = store.Store.AppendAsync(TestStore.Change(1), source.Token);
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => append);
        gate.SetResult();
        await store.AppendAsync(2, 1);

        store.Lines.ShouldBe(TestStore.Numbers(2));
    }

    private static async Task<(FaultyFileSystem Disk, Lineage Lineage)> MakeAsync(int seed)
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { Random = new Random(seed) });
        for (int part = 0; part < 2; part++)
        {
            await store.AppendAsync((part * 10) + 1, 10);
            await store.Store.WriteSnapshotAsync();
        }

        await store.AppendAsync(21, 3);
        return (disk.Copy(), store.Store.Lineage);
    }
}
