namespace Sdk.Tests.Journals;

/// <summary>A store on a full disk: row F-DISK-19 of tests/Faults/rows.tsv.</summary>
public class FullDiskTests
{
    private const int Programs = 5;
    private const int ReserveBytes = 16 * 1024;
    private const string Reserve = TestStore.Folder + "/reserve";
    private static readonly DurableStoreOptions Options = TestStore.Options with { ReserveBytes = ReserveBytes, SnapshotAfterBytes = 2000 };

    [Fact]
    public async Task F_DISK_19_a_store_without_its_reserve_accepts_only_urgent_changes_from_any_program()
    {
        FaultyFileSystem disk = await FullAsync(changes: 5, free: 0);
        await using (TestStore first = await TestStore.OpenAsync(disk, Options))
        {
            await RefusedAsync(first, 6);
            await first.Store.AppendUrgentAsync(Urgent(1));
        }

        disk.GetFreeBytes(TestStore.Folder).ShouldBeInRange(ReserveBytes / 2, ReserveBytes, "the reserve was given back");
        for (int program = 2; program <= Programs; program++)
        {
            await using TestStore store = await TestStore.OpenAsync(disk, Options);
            store.Opening.Warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.ReservedSpaceMissing);
            StateException refused = await RefusedAsync(store, 6);
            refused.Message.ShouldContain($"and {ReserveBytes} for the reserve are needed and ");
            await store.Store.AppendUrgentAsync(Urgent(program));
        }

        disk.Capacity = long.MaxValue;
        await using TestStore last = await TestStore.OpenAsync(disk, Options);
        await last.AppendAsync(6, 1);
        last.Lines.ShouldBe([
            .. TestStore.Numbers(5),
            .. Enumerable.Range(1, Programs).Select(number => Encoding.UTF8.GetString(Urgent(number))),
            "{\"n\":6}",
        ]);
    }

    [Fact]
    public async Task F_DISK_19_opening_with_a_smaller_reserve_does_not_shrink_a_larger_one()
    {
        FaultyFileSystem disk = await FullAsync(changes: 5, free: 0);

        await using TestStore store = await TestStore.OpenAsync(disk, Options with { ReserveBytes = 64 });

        await RefusedAsync(store, 6);
        disk.ReadAll(Reserve).Length.ShouldBe(ReserveBytes);
    }

    [Fact]
    public async Task F_DISK_19_opening_closing_and_lease_renewal_need_no_space_and_leave_no_extra_files()
    {
        FaultyFileSystem disk = await FullAsync(changes: 200, free: 0);
        TestClock clock = new();
        string[] files = [.. disk.List(TestStore.Folder)];

        for (int program = 0; program < Programs; program++)
        {
            TestStore store = await TestStore.OpenAsync(disk, Options with { Clock = clock });
            store.Opening.Warnings.ShouldBeEmpty();
            clock.Advance(TimeSpan.FromSeconds(20));
            await RefusedAsync(store, 1000);
            await (program % 2 == 0 ? store.DisposeAsync() : ValueTask.CompletedTask);
            disk.Kill();
        }

        disk.List(TestStore.Folder).ShouldBe(files);
        disk.ReadAll(Reserve).Length.ShouldBe(ReserveBytes);
    }

    [Fact]
    public async Task Lock_files_left_by_failed_takeovers_are_deleted_by_the_next_attempt()
    {
        TestClock clock = new();
        FaultyFileSystem disk = new();
        await using TestStore frozen = await TestStore.OpenAsync(disk, Options with { Clock = new FrozenClock(clock), ReserveBytes = 0 });
        clock.Advance(TimeSpan.FromSeconds(31));
        for (int taker = 0; taker < Programs; taker++)
        {
            disk.Fault = (call, path) =>
                call is "flush" or "delete" && path.Contains("lock-", StringComparison.Ordinal) ? FileSystemError.Failed : null;
            await TestStore.RefusalAsync(
                disk,
                Options with
                {
                    Clock = clock,
                    AllowExpiredLeaseTakeover = true,
                    Random = new Random(taker),
                }
            );
            disk.Fault = (_, _) => null;
        }

        disk.List(TestStore.Folder)
            .Count(name => name.StartsWith("lock-", StringComparison.Ordinal))
            .ShouldBe(Programs, "nothing could be deleted");
        disk.Fault = (call, path) => call is "flush" && path.Contains("lock-", StringComparison.Ordinal) ? FileSystemError.Failed : null;
        await TestStore.RefusalAsync(disk, Options with { Clock = clock, AllowExpiredLeaseTakeover = true, Random = new Random(99) });

        disk.List(TestStore.Folder).ShouldNotContain(name => name.StartsWith("lock-", StringComparison.Ordinal));
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(false), InlineData(true)]
    public async Task F_DISK_19_five_programs_killed_at_random_calls_to_a_full_disk_lose_no_acknowledged_changes(bool losesPower)
    {
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            FaultyFileSystem disk = await FullAsync(changes: random.Next(1, 60), free: random.Next(0, ReserveBytes / 2));
            List<string> acknowledged = await LinesAsync(disk.Copy());
            for (int program = 0; program < Programs; program++)
            {
                int left = random.Next(1, 80);
                disk.Fault = (_, _) => left-- <= 0 ? FileSystemError.Failed : null;
                await WorkAsync(disk, acknowledged, (seed * 100) + (program * 10));
                disk.Fault = (_, _) => null;
                Action end = losesPower ? () => disk.Crash(random) : disk.Kill;
                end();
            }

            TestStore last = await TestStore.OpenAsync(disk, Options);
            for (int step = 0; step < 30; step++)
            {
                await last.Store.AppendUrgentAsync(Urgent(-step - 1));
            }

            acknowledged.Except(last.Lines, StringComparer.Ordinal).ShouldBeEmpty($"seed {seed}");
            last.Lines.ShouldBeUnique(StringComparer.Ordinal);

            // An open store creates a temporary file when it renews its lease, so the list is checked after closing.
            await last.DisposeAsync();
            disk.List(TestStore.Folder).ShouldNotContain(name => name.EndsWith(".tmp", StringComparison.Ordinal), $"seed {seed}");
        }
    }

    // Opens the store, appends two urgent changes and then ordinary ones until the disk is full or fails.
    private static async Task WorkAsync(FaultyFileSystem disk, List<string> acknowledged, int number)
    {
        try
        {
            TestStore store = await TestStore.OpenAsync(disk, Options);
            for (int urgent = number; urgent < number + 2; urgent++)
            {
                await store.Store.AppendUrgentAsync(Urgent(urgent));
                acknowledged.Add(Encoding.UTF8.GetString(Urgent(urgent)));
            }

            await FillAsync(disk, store, acknowledged, number);
            await store.DisposeAsync();
        }
        catch (StateException stopped) when (stopped.Code != ProblemCode.DiskFull)
        {
            // The injected disk failure stands for a kill of the program.
        }
    }

    private static async Task FillAsync(FaultyFileSystem disk, TestStore store, List<string> acknowledged, int number)
    {
        try
        {
            for (int change = 0; change < ReserveBytes; change++)
            {
                string ordinary = $"{{\"ordinary\":{number},\"change\":{change}}}";
                await store.Store.AppendAsync(Encoding.UTF8.GetBytes(ordinary));
                disk.Has(Reserve).ShouldBeTrue("a store without its reserve took an ordinary change");
                disk.ReadAll(Reserve).Length.ShouldBe(ReserveBytes);
                acknowledged.Add(ordinary);
            }
        }
        catch (StateException full) when (full.Code == ProblemCode.DiskFull)
        {
            return;
        }

        throw new InvalidOperationException("the disk was never full");
    }

    private static byte[] Urgent(int number) => Encoding.UTF8.GetBytes($"{{\"destroyed\":{number}}}");

    private static async Task<StateException> RefusedAsync(TestStore store, int number)
    {
        StateException refused = await Should.ThrowAsync<StateException>(() => store.AppendAsync(number, 1));
        refused.Code.ShouldBe(ProblemCode.DiskFull);
        return refused;
    }

    private static async Task<List<string>> LinesAsync(FaultyFileSystem disk)
    {
        await using TestStore store = await TestStore.OpenAsync(disk, Options);
        return store.Lines;
    }

    private static async Task<FaultyFileSystem> FullAsync(int changes, int free)
    {
        FaultyFileSystem disk = new();
        await using (TestStore store = await TestStore.OpenAsync(disk, Options))
        {
            await store.AppendAsync(1, changes);
        }

        disk.Capacity = disk.Capacity - disk.GetFreeBytes(TestStore.Folder) + free;
        return disk;
    }
}
