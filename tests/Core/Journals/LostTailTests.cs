namespace Sdk.Tests.Journals;

/// <summary>Detection of a lost end of the journal: row F-DISK-20 of tests/Faults/rows.tsv.</summary>
public class LostTailTests
{
    private const int Changes = 57;

    [Fact]
    public async Task F_DISK_20_a_journal_truncated_after_a_kill_is_rejected_with_the_number_of_missing_changes()
    {
        FaultyFileSystem disk = await KilledAsync(Changes);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        List<int> ends = LineEnds(journal);

        for (int length = 0; length < journal.Length; length++)
        {
            FaultyFileSystem cut = disk.Copy();
            cut.WriteAll(TestStore.Journal, journal.AsSpan(0, length));

            StateException refused = await TestStore.RefusalAsync(cut);

            refused.Code.ShouldBeOneOf(ProblemCode.StateCorrupt, ProblemCode.OlderState);
            int missing = Changes - (ends.Count(end => end <= length) - 1);
            string expected =
                length < ends[0]
                    ? "the first line is damaged"
                    : $"up to {Pluralizer.Format(missing, "acknowledged change")} may be missing";
            refused.Message.ShouldContain(expected, Case.Sensitive, $"cut at {length}");
            cut.ReadAll(TestStore.Journal).Length.ShouldBe(length);
        }
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(0), InlineData(1), InlineData(3)]
    public async Task F_DISK_20_a_journal_with_cut_missing_doubled_or_moved_lines_never_opens_as_an_older_state(int snapshots)
    {
        FaultyFileSystem disk = await KilledAsync(Changes, snapshots);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        int[] ends = [.. LineEnds(journal)];
        byte[][] lines = [.. ends.Select((end, index) => journal[(index == 0 ? 0 : ends[index - 1])..end])];
        int[] changes = [.. Enumerable.Range(1, lines.Length - 1)];
        IEnumerable<byte[]> cuts = Enumerable.Range(0, journal.Length).Select(length => journal[..length]);
        IEnumerable<byte[]> gone = changes.Select(line => Join([.. lines[..line], .. lines[(line + 1)..]]));
        IEnumerable<byte[]> doubled = changes.Select(line => Join([.. lines, .. lines[line..]]));
        IEnumerable<byte[]> moved = changes[..^1]
            .Select(line => Join([.. lines[..line], lines[line + 1], lines[line], .. lines[(line + 2)..]]));

        Dictionary<string, int> outcomes = [];
        foreach (byte[] damaged in cuts.Concat(gone).Concat(doubled).Concat(moved))
        {
            string outcome = await OutcomeAsync(disk, damaged);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        // With two or more snapshots, the newest may contain all changes that the journal lost.
        outcomes.Keys.Except(["refused", "right"], StringComparer.Ordinal).ShouldBeEmpty();
        outcomes.Values.Sum().ShouldBe(journal.Length + (3 * changes.Length) - 1);
        outcomes["refused"].ShouldBeGreaterThan(journal.Length / 2);

        static byte[] Join(byte[][] parts) => [.. parts.SelectMany(part => part)];
    }

    [Fact]
    public async Task F_DISK_20_a_flipped_bit_of_the_last_line_is_rejected_after_a_kill()
    {
        FaultyFileSystem disk = await KilledAsync(Changes);
        byte[] journal = disk.ReadAll(TestStore.Journal);

        for (int bit = LineEnds(journal)[^2] * 8; bit < journal.Length * 8; bit++)
        {
            (await TestStore.RefusalAsync(Flipped(disk, journal, bit))).Code.ShouldBe(ProblemCode.StateCorrupt, $"bit {bit}");
        }
    }

    [Fact]
    public async Task F_DISK_20_a_complete_last_line_with_a_wrong_checksum_is_rejected_even_without_a_watermark()
    {
        FaultyFileSystem disk = await KilledAsync(Changes);
        disk.Delete(TestStore.Mark);
        byte[] journal = disk.ReadAll(TestStore.Journal);

        for (int bit = LineEnds(journal)[^2] * 8; bit < journal.Length * 8; bit++)
        {
            StateException refused = await TestStore.RefusalAsync(Flipped(disk, journal, bit));

            refused.Code.ShouldBe(ProblemCode.StateCorrupt, $"bit {bit}");
            refused.Message.ShouldContain("up to 1 acknowledged change may be missing");
        }
    }

    [Fact]
    public async Task F_DISK_20_an_incomplete_or_partly_zeroed_last_line_is_dropped_with_a_warning()
    {
        FaultyFileSystem disk = await KilledAsync(Changes);
        disk.Delete(TestStore.Mark);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        int start = LineEnds(journal)[^2];
        byte[][] torn =
        [
            journal[..(start + 1)],
            journal[..^1],
            Zeroed(start, 1),
            Zeroed(start, 20),
            Zeroed(start + 30, 20),
            Zeroed(journal.Length - 20, 20),
            Zeroed(journal.Length - 1, 1),
        ];

        foreach (byte[] bytes in torn)
        {
            FaultyFileSystem damaged = disk.Copy();
            damaged.WriteAll(TestStore.Journal, bytes);
            await using TestStore store = await TestStore.OpenAsync(damaged);

            store.Lines.ShouldBe(TestStore.Numbers(Changes - 1));
            store.Opening.Warnings.ShouldContain(problem => problem.Code == ProblemCode.TruncatedJournal);
        }

        byte[] Zeroed(int at, int count) => [.. journal[..at], .. new byte[count], .. journal[(at + count)..]];
    }

    [Fact]
    public async Task F_DISK_20_a_missing_change_of_an_idle_store_is_detected_after_a_power_failure()
    {
        FaultyFileSystem disk = new();
        TestLoop.Run(() => BeIdleAsync(disk));
        disk.Crash(chance: null);

        (await TestStore.RefusalAsync(CutLines(disk, Changes - 1))).Message.ShouldContain("up to 1 acknowledged change may be missing");
    }

    // Runs on one thread, so a flush that starts here has completed by the next turn.
    private static async Task BeIdleAsync(FaultyFileSystem disk)
    {
        TestClock clock = new();
        TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { Clock = clock });
        await store.AppendAsync(1, Changes);
        int flushes = disk.FlushCount;

        clock.Advance(TimeSpan.FromSeconds(8)); // A quarter of the lease has elapsed: the store renews it.
        for (int turn = 0; turn < 1000 && disk.FlushCount == flushes; turn++)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task F_DISK_20_a_busy_store_makes_its_watermark_durable_every_thousand_changes()
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(
            disk,
            TestStore.Options with
            {
                Clock = new TestClock(),
                SnapshotAfterBytes = long.MaxValue,
            }
        );
        await store.AppendAsync(1, 1999);
        disk.Crash(chance: null);

        StateException refused = await TestStore.RefusalAsync(CutLines(disk, 900));
        await using TestStore whole = await TestStore.OpenAsync(disk.Copy());

        refused.Message.ShouldContain("change 900; it once was at serial 0, change 1000: up to 100 acknowledged changes may be missing");
        whole.Lines.ShouldBe(TestStore.Numbers(1999));
    }

    [Fact]
    public async Task F_DISK_20_an_accepted_older_state_opens_normally_afterwards()
    {
        FaultyFileSystem disk = CutLines(await KilledAsync(Changes), 50);

        await using (TestStore accepted = await TestStore.OpenAsync(disk, TestStore.Options with { AllowOlderState = true }))
        {
            accepted.Lines.ShouldBe(TestStore.Numbers(50));
            accepted.Opening.IsOlderState.ShouldBeTrue();
            await accepted.AppendAsync(51, 1);
            disk.Kill();
        }

        await using TestStore again = await TestStore.OpenAsync(disk);
        again.Lines.ShouldBe(TestStore.Numbers(51));
        again.Opening.IsOlderState.ShouldBeFalse();
    }

    [Fact]
    public async Task A_watermark_with_one_damaged_record_is_read_from_the_other_record()
    {
        FaultyFileSystem disk = await KilledAsync(Changes);
        byte[] mark = disk.ReadAll(TestStore.Mark);
        mark.Length.ShouldBe(1024);

        for (int slot = 0; slot < 2; slot++)
        {
            FaultyFileSystem damaged = disk.Copy();
            damaged.WriteAll(TestStore.Mark, [.. mark[..(slot * 512)], .. new byte[512], .. mark[((slot + 1) * 512)..]]);
            await using TestStore store = await TestStore.OpenAsync(damaged);

            store.Lines.ShouldBe(TestStore.Numbers(Changes));
            store.Opening.Warnings.ShouldBeEmpty();
        }

        disk.WriteAll(TestStore.Mark, new byte[1024]);
        await using TestStore unknown = await TestStore.OpenAsync(disk);
        unknown.Opening.Warnings.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.WatermarkMissing);
    }

    /// <summary>Files of a killed version 0.1.0: a watermark with one record and a lock file without padding.</summary>
    [Fact]
    public async Task A_state_of_an_earlier_version_is_opened_and_gets_a_watermark_with_two_records()
    {
        FaultyFileSystem disk = new();
        string folder = Repository.At("tests", "Core", "Journals", "Earlier");
        foreach (string name in (string[])["journal.log", "lock", "mark"])
        {
            disk.WriteAll($"{TestStore.Folder}/{name}", File.ReadAllBytes(Path.Join(folder, $"{name}.txt")));
        }

        await using (TestStore store = await TestStore.OpenAsync(disk))
        {
            store.Lines.ShouldBe(TestStore.Numbers(20));
            store.Opening.WasClosedCleanly.ShouldBeFalse();
            store.Store.Epoch.ShouldBe(2);
            store.Opening.Warnings.ShouldBeEmpty();
        }

        disk.ReadAll(TestStore.Mark).Length.ShouldBe(1024);
        await using TestStore again = await TestStore.OpenAsync(disk);
        again.Opening.WasClosedCleanly.ShouldBeTrue();
    }

    internal static List<int> LineEnds(byte[] journal) => [.. Enumerable.Range(1, journal.Length).Where(end => journal[end - 1] == '\n')];

    private static async Task<FaultyFileSystem> KilledAsync(int changes, int snapshots = 0)
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { ReserveBytes = 0 });
        for (int snapshot = 0; snapshot < snapshots; snapshot++)
        {
            await store.AppendAsync((snapshot * 10) + 1, 10);
            await store.Store.WriteSnapshotAsync();
        }

        await store.AppendAsync((snapshots * 10) + 1, changes - (snapshots * 10));
        return disk.Copy();
    }

    private static async Task<string> OutcomeAsync(FaultyFileSystem disk, byte[] journal)
    {
        FaultyFileSystem damaged = disk.Copy();
        damaged.WriteAll(TestStore.Journal, journal);
        try
        {
            await using TestStore store = await TestStore.OpenAsync(damaged);
            return store.Lines.SequenceEqual(TestStore.Numbers(Changes), StringComparer.Ordinal)
                ? "right"
                : $"opened with {store.Lines.Count} changes";
        }
        catch (StateException refused) when (refused.Code == ProblemCode.StateCorrupt || refused.Code == ProblemCode.OlderState)
        {
            return "refused";
        }
    }

    private static FaultyFileSystem CutLines(FaultyFileSystem disk, int changes)
    {
        FaultyFileSystem cut = disk.Copy();
        byte[] journal = cut.ReadAll(TestStore.Journal);
        cut.WriteAll(TestStore.Journal, journal.AsSpan(0, LineEnds(journal)[changes]));
        return cut;
    }

    private static FaultyFileSystem Flipped(FaultyFileSystem disk, byte[] journal, int bit)
    {
        byte[] bytes = [.. journal];
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        FaultyFileSystem flipped = disk.Copy();
        flipped.WriteAll(TestStore.Journal, bytes);
        return flipped;
    }
}
