namespace Sdk.Tests.Journals;

public class JournalDamageTests
{
    private const int Changes = 57;

    // Every ninth bit, so that all eight bit positions are covered equally; a full campaign flips every bit.
    private static readonly int BitStep = Campaign.IsFull ? 1 : 9;

    [Fact]
    public async Task F_DISK_03_a_truncated_journal_without_watermark_keeps_complete_records_and_reports_the_offset()
    {
        FaultyFileSystem disk = await MakeAsync(closed: false);
        disk.Delete(TestStore.Mark);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        List<int> ends = LineEnds(journal);

        for (int length = 0; length < journal.Length; length++)
        {
            FaultyFileSystem cut = disk.Copy();
            cut.WriteAll(TestStore.Journal, journal.AsSpan(0, length));
            if (length < ends[0])
            {
                (await TestStore.RefusalAsync(cut)).Code.ShouldBe(ProblemCode.StateCorrupt);
                continue;
            }

            await using TestStore store = await TestStore.OpenAsync(cut);

            int whole = ends.Count(end => end <= length) - 1;
            store.Lines.ShouldBe(TestStore.Numbers(whole));
            bool isBoundary = ends.Contains(length);
            store.Opening.Warnings.Count(problem => problem.Code == ProblemCode.TruncatedJournal).ShouldBe(isBoundary ? 0 : 1);
            store
                .Opening.Warnings.Where(problem => problem.Code == ProblemCode.TruncatedJournal)
                .All(problem => problem.Message.Contains($"offset {ends[whole]}", StringComparison.Ordinal))
                .ShouldBeTrue();
        }
    }

    [Fact]
    public async Task F_DISK_03_a_closed_journal_truncated_at_any_byte_is_rejected()
    {
        FaultyFileSystem disk = await MakeAsync(closed: true);
        byte[] journal = disk.ReadAll(TestStore.Journal);

        for (int length = 0; length < journal.Length; length++)
        {
            FaultyFileSystem cut = disk.Copy();
            cut.WriteAll(TestStore.Journal, journal.AsSpan(0, length));

            ProblemCode code = (await TestStore.RefusalAsync(cut)).Code;

            (code == ProblemCode.StateCorrupt || code == ProblemCode.OlderState).ShouldBeTrue();
        }
    }

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(false), InlineData(true)]
    public async Task F_DISK_04_a_flipped_bit_of_a_4_KiB_journal_is_rejected_and_the_file_is_not_changed(bool closed)
    {
        FaultyFileSystem disk = await MakeAsync(closed);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        journal.Length.ShouldBeGreaterThanOrEqualTo(4096);

        for (int bit = 0; bit < journal.Length * 8; bit += BitStep)
        {
            byte[] flipped = [.. journal];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            FaultyFileSystem damaged = disk.Copy();
            damaged.WriteAll(TestStore.Journal, flipped);

            Problem problem = (await TestStore.RefusalAsync(damaged)).Problems.First(one => one.Severity == ProblemSeverity.Error);
            problem.Code.ShouldBe(ProblemCode.StateCorrupt, $"bit {bit}");
            damaged.ReadAll(TestStore.Journal).AsSpan().SequenceEqual(flipped).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task F_DISK_04_the_error_of_a_damaged_journal_names_the_offset_and_the_repair_command()
    {
        FaultyFileSystem disk = await MakeAsync(closed: false);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        int start = LineEnds(journal)[9];
        journal[start + 65] ^= 1;
        disk.WriteAll(TestStore.Journal, journal);

        StateException thrown = await TestStore.RefusalAsync(disk);

        thrown.Message.ShouldContain($"{TestStore.Journal}: change 10 is damaged at offset {start}");
        thrown.Message.ShouldContain("or keep what stands before it: scalewright repair /state");
    }

    [Fact]
    public async Task F_DISK_04_a_damaged_journal_can_be_truncated_and_a_copy_of_it_is_kept()
    {
        FaultyFileSystem disk = await MakeAsync(closed: true);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        int start = LineEnds(journal)[9];
        journal[start + 65] ^= 1;
        disk.WriteAll(TestStore.Journal, journal);

        await JournalTruncation.TruncateAsync(disk, TestStore.Folder, start, TestStore.Options);
        StateException refused = await TestStore.RefusalAsync(disk);
        await using TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { AllowOlderState = true });

        refused.Code.ShouldBe(ProblemCode.OlderState);
        store.Lines.ShouldBe(TestStore.Numbers(9));
        store.Opening.IsOlderState.ShouldBeTrue();
        disk.ReadAll($"{TestStore.Journal}.damaged-{start}").ShouldBe(journal);
    }

    [Fact]
    public async Task FindDamage_reports_what_a_truncation_would_keep_and_lose()
    {
        FaultyFileSystem disk = await MakeAsync(closed: true);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        int start = LineEnds(journal)[9];
        JournalTruncation.FindDamage(disk, TestStore.Folder).ShouldBeNull();
        journal[start + 65] ^= 1;
        disk.WriteAll(TestStore.Journal, journal);

        JournalDamage damage = JournalTruncation.FindDamage(disk, TestStore.Folder).ShouldNotBeNull();

        (damage.Offset, damage.Length, damage.LastKeptSequence, damage.LastSequence).ShouldBe((start, journal.Length - start, 9, Changes));
        damage.Problem.Code.ShouldBe(ProblemCode.StateCorrupt);
        disk.ReadAll(TestStore.Journal).ShouldBe(journal);
    }

    [Fact]
    public async Task A_journal_with_a_missing_line_is_rejected()
    {
        FaultyFileSystem disk = await MakeAsync(closed: false);
        byte[] journal = disk.ReadAll(TestStore.Journal);
        List<int> ends = LineEnds(journal);
        disk.WriteAll(TestStore.Journal, [.. journal[..ends[3]], .. journal[ends[4]..]]);

        (await TestStore.RefusalAsync(disk)).Message.ShouldContain("change 5 follows change 3");
    }

    private static async Task<FaultyFileSystem> MakeAsync(bool closed)
    {
        FaultyFileSystem disk = new();
        TestStore store = await TestStore.OpenAsync(disk, TestStore.Options with { ReserveBytes = 0 });
        await store.AppendAsync(1, Changes);
        if (closed)
        {
            await store.DisposeAsync();
        }

        return disk.Copy();
    }

    private static List<int> LineEnds(byte[] journal) => [.. Enumerable.Range(1, journal.Length).Where(end => journal[end - 1] == '\n')];
}
