namespace Scalewright.Journals;

internal sealed class StoreInventory : IDisposable
{
    private StoreInventory() { }

    public WatermarkFile? Watermark { get; private init; }

    public Snapshot? Current { get; private init; }

    public Snapshot? Previous { get; private init; }

    public IFile? JournalFile { get; private init; }

    /// <summary>The journal, read up to its first line; null if it is missing or that line is damaged.</summary>
    public JournalScanner? Journal { get; private init; }

    public List<Problem> Problems { get; } = [];

    public bool IsEmpty => Watermark is null && Current is null && Previous is null && JournalFile is null && Problems.Count == 0;

    public static StoreInventory Read(StoreFolder folder) => Read(folder, static length => new byte[length]);

    /// <param name="allocate">Allocates the buffers of the journal and of the snapshots.</param>
    public static StoreInventory Read(StoreFolder folder, Func<int, Memory<byte>> allocate)
    {
        List<Problem> problems = [];
        // The watermark is read first, because an active lease holder writes it after the journal.
        List<Problem> watermarkProblems = [];
        WatermarkFile? watermark = WatermarkFile.Read(folder, watermarkProblems);
        IFile? file = folder.OpenIfThere(StoreFolder.Journal);
        long acknowledged = watermark?.Mark.Sequence ?? 0;
        JournalScanner? scan = file is null
            ? null
            : new JournalScanner(file, folder.JoinPath(StoreFolder.Journal), allocate) { KnownSequence = acknowledged };
        if (scan is not null && !scan.ReadHeader())
        {
            problems.AddRange(scan.Problems);
            scan = null;
        }

        problems.AddRange(watermarkProblems);

        StoreInventory inventory = new()
        {
            JournalFile = file,
            Journal = scan,
            Watermark = watermark,
            Current = Snapshot.Read(folder, StoreFolder.Snapshot, problems, allocate),
            Previous = Snapshot.Read(folder, StoreFolder.PreviousSnapshot, problems, allocate),
        };
        inventory.Problems.AddRange(problems);
        return inventory;
    }

    /// <summary>Returns a problem for each lineage that differs from the expected one or from the others.</summary>
    public IEnumerable<Problem> FindStrangers(StoreFolder folder, Lineage? expected)
    {
        (string Name, Lineage? Lineage)[] all =
        [
            (StoreFolder.Watermark, Watermark?.Mark.Lineage),
            (StoreFolder.Journal, Journal?.Lineage),
            (StoreFolder.Snapshot, Current?.Lineage),
            (StoreFolder.PreviousSnapshot, Previous?.Lineage),
        ];
        Lineage? right = expected ?? all.Select(file => file.Lineage).FirstOrDefault(lineage => lineage is not null);
        return all.Where(file => file.Lineage is not null && file.Lineage != right)
            .Select(file => StateProblems.OtherLineage(folder.JoinPath(file.Name), file.Lineage!.Value, right!.Value));
    }

    /// <summary>Selects the newest snapshot that the journal continues; null if the journal is complete.</summary>
    /// <param name="isComplete">False if no snapshot matches the journal.</param>
    public Snapshot? SelectBase(out bool isComplete)
    {
        long after = Journal?.Header?.After ?? long.MaxValue;
        Snapshot? chosen = new[] { Current, Previous }
            .Where(snapshot => snapshot is not null && snapshot.Header.Sequence >= after)
            .MaxBy(snapshot => snapshot!.Header.Sequence);
        isComplete = chosen is not null || after == 0;
        return chosen;
    }

    /// <summary>Returns the lineage of a state without changes, for which no resources exist.</summary>
    /// <returns>Null if the state has changes or once had some.</returns>
    public Lineage? FindBlank()
    {
        bool isFresh =
            Journal?.Header is { After: 0 }
            && Current is null
            && Previous is null
            && (Watermark is null || Watermark.Mark is { Sequence: 0, Serial: 0 });
        if (
            !isFresh
            || JournalFile is not { Length: <= StoreFolder.MaxSmallLength }
            || Problems.Any(problem => problem.Severity == ProblemSeverity.Error)
        )
        {
            return null;
        }

        // Uses a separate scan, because recovery needs the other scan to be at the first change.
        JournalScanner scan = new(JournalFile, "");
        return scan.ReadHeader() && scan.ReadRecords(static (in JournalRecord _, long _) => { }) && scan.Sequence == 0
            ? scan.Lineage
            : null;
    }

    public void Dispose() => JournalFile?.Dispose();
}
