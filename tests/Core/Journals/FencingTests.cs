namespace Sdk.Tests.Journals;

public class FencingTests
{
    private const string LockFile = TestStore.Folder + "/lock";

    [Fact]
    public async Task Opening_a_locked_state_is_rejected_with_the_name_of_the_lock_holder()
    {
        FaultyFileSystem disk = new();
        await using TestStore first = await TestStore.OpenAsync(disk);

        StateException thrown = await TestStore.RefusalAsync(disk);

        thrown.Code.ShouldBe(ProblemCode.StateLocked);
        thrown.Message.ShouldContain("eve@rig pid 4711, 'test' since");
        thrown.Message.ShouldContain(HolderOf(disk).GetProperty("id").GetString()!);
    }

    [Fact]
    public async Task The_lock_file_describes_the_lock_holder()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { Clock = new TestClock() });

        JsonElement holder = HolderOf(disk);

        holder
            .EnumerateObject()
            .Select(property => property.Name)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["bootId", "broke", "epoch", "host", "id", "leaseEnd", "operation", "pid", "start", "user", "version"]);
        holder.GetProperty("leaseEnd").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 30, TimeSpan.Zero));
        holder.GetProperty("epoch").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task F_PROC_05_a_frozen_lease_holder_is_fenced_after_a_takeover()
    {
        TestClock clock = new();
        FaultyFileSystem disk = new();
        DurableStoreOptions options = TestStore.Options with { Clock = clock, AllowExpiredLeaseTakeover = true };
        await using TestStore frozen = await TestStore.OpenAsync(disk, options with { Clock = new FrozenClock(clock) });
        await frozen.AppendAsync(1, 3);

        StateException early = await TestStore.RefusalAsync(disk, options);
        clock.Advance(TimeSpan.FromSeconds(31));
        await using TestStore second = await TestStore.OpenAsync(disk, options with { Random = new Random(2) });
        StateException thrown = await Should.ThrowAsync<StateException>(() => frozen.AppendAsync(99, 1));
        StateException again = await Should.ThrowAsync<StateException>(() => frozen.AppendAsync(99, 1));
        await second.AppendAsync(4, 1);

        early.Code.ShouldBe(ProblemCode.StateLocked);
        (thrown.Code, again.Code).ShouldBe((ProblemCode.LeaseLost, ProblemCode.LeaseLost));
        thrown.Message.ShouldContain("epoch 1 was fenced by epoch 2");
        second.Lines.ShouldBe(TestStore.Numbers(4));
    }

    [Fact]
    public async Task F_PROC_05_a_write_in_progress_during_a_takeover_is_not_acknowledged()
    {
        TestClock clock = new();
        FaultyFileSystem disk = new();
        DurableStoreOptions options = TestStore.Options with
        {
            Clock = clock,
            AllowExpiredLeaseTakeover = true,
            FlushTimeout = TimeSpan.FromHours(1),
        };
        await using TestStore frozen = await TestStore.OpenAsync(disk, options with { Clock = new FrozenClock(clock) });
        TaskCompletionSource gate = new();
        disk.FlushGate = () => gate.Task;
        Task append = frozen.AppendAsync(1, 1);
        disk.FlushGate = null;
        clock.Advance(TimeSpan.FromSeconds(31));

        await using (TestStore second = await TestStore.OpenAsync(disk, options with { Random = new Random(2) }))
        {
            gate.SetResult();
            (await Should.ThrowAsync<StateException>(() => append)).Code.ShouldBe(ProblemCode.LeaseLost);
            await frozen.DisposeAsync();
            await second.AppendAsync(2, 1);
        }

        await using TestStore third = await TestStore.OpenAsync(disk, options with { Random = new Random(3) });
        // The write was on the disk when the new holder read it, so it is neither lost nor duplicated.
        third.Lines.ShouldBe(TestStore.Numbers(2));
        third.Opening.WasClosedCleanly.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lock_is_forced_open_only_by_its_id_and_the_new_lock_records_it()
    {
        FaultyFileSystem disk = new();
        await using TestStore first = await TestStore.OpenAsync(disk);
        string id = HolderOf(disk).GetProperty("id").GetString()!;

        StateException thrown = await TestStore.RefusalAsync(disk, TestStore.Options with { ForceUnlockId = "other" });
        await using TestStore second = await TestStore.OpenAsync(
            disk,
            TestStore.Options with
            {
                ForceUnlockId = id,
                Random = new Random(2),
            }
        );

        thrown.Code.ShouldBe(ProblemCode.StateLocked);
        HolderOf(disk).GetProperty("broke").GetString().ShouldBe(id);
        (await Should.ThrowAsync<StateException>(() => first.AppendAsync(1, 1))).Code.ShouldBe(ProblemCode.LeaseLost);
    }

    [Fact]
    public async Task A_lock_holder_is_fenced_when_its_lock_file_is_deleted()
    {
        FaultyFileSystem disk = new();
        await using TestStore store = await TestStore.OpenAsync(disk);
        disk.Delete(LockFile);

        (await Should.ThrowAsync<StateException>(() => store.AppendAsync(1, 1))).Code.ShouldBe(ProblemCode.LeaseLost);
    }

    [Fact]
    public async Task F_DISK_11_the_epoch_fences_the_first_of_two_holders_on_a_disk_without_locks()
    {
        FaultyFileSystem disk = new() { KnowsLocks = false };
        DurableStoreOptions options = TestStore.Options with { AllowUnlockedState = true };
        await using TestStore first = await TestStore.OpenAsync(disk, options);
        await first.AppendAsync(1, 2);
        await using TestStore second = await TestStore.OpenAsync(disk, options with { Random = new Random(2) });

        (await Should.ThrowAsync<StateException>(() => first.AppendAsync(3, 1))).Code.ShouldBe(ProblemCode.LeaseLost);
        await second.AppendAsync(3, 1);

        second.Lines.ShouldBe(TestStore.Numbers(3));
    }

    [Fact]
    public async Task A_lease_holder_that_writes_keeps_its_lease()
    {
        TestClock clock = new();
        FaultyFileSystem disk = new();
        DurableStoreOptions options = TestStore.Options with { Clock = clock, AllowExpiredLeaseTakeover = true };
        await using TestStore store = await TestStore.OpenAsync(disk, options);
        for (int step = 0; step < 5; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            await store.AppendAsync(step + 1, 1);
        }

        (await TestStore.RefusalAsync(disk, options)).Code.ShouldBe(ProblemCode.StateLocked);
    }

    private static JsonElement HolderOf(FaultyFileSystem disk)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(disk.ReadAll(LockFile)));
        return document.RootElement.Clone();
    }
}
