namespace Scalewright.Journals;

/// <summary>Reads a state from its folder and determines whether changes are missing. Changes nothing.</summary>
internal sealed class StateRecovery(
    StoreFolder folder,
    IDurableState state,
    DurableStoreOptions options,
    StoreInventory inventory,
    List<Problem> warnings
)
{
    private bool _isOlderState;

    public ReplayResult Run()
    {
        Snapshot? start = inventory.SelectBase(out bool isComplete);
        if (!isComplete)
        {
            start = AcceptSnapshotAlone();
        }

        AddWarnings(start);
        if (start is not null)
        {
            state.Restore(start.Content);
        }

        ReplayResult replay = isComplete ? ReadJournal(start) : Describe(start, start!.Header.Sequence);
        Compare(replay.Sequence, replay.Serial, inventory.Watermark?.Mark, inventory.Journal?.IsTorn == true);
        Compare(replay.Sequence, replay.Serial, options.KnownWatermark, isTorn: false);
        return replay with { IsOlderState = _isOlderState };
    }

    // No snapshot matches the journal, so only the newest snapshot can be used, if the caller accepts it.
    private Snapshot AcceptSnapshotAlone()
    {
        Snapshot? newest = new[] { inventory.Current, inventory.Previous }
            .Where(snapshot => snapshot is not null)
            .MaxBy(snapshot => snapshot!.Header.Sequence);
        if (newest is not null && options.AllowOlderState)
        {
            _isOlderState = true;
            return newest;
        }

        List<Problem> problems = [.. inventory.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        if (inventory.JournalFile is null)
        {
            problems.Add(StateProblems.Unusable(folder.JoinPath(StoreFolder.Journal), "the journal is missing"));
        }
        else if (newest is not null && inventory.Journal is { Header: { } header })
        {
            StateWatermark headerWatermark = new(
                inventory.Journal.Lineage,
                newest.Header.Serial + 1,
                inventory.Journal.HeaderEpoch,
                header.After
            );
            problems.Add(
                StateProblems.Older(
                    folder.JoinPath(StoreFolder.Snapshot),
                    GetWatermark(newest),
                    inventory.Watermark?.Mark ?? headerWatermark
                )
            );
        }
        else if (inventory.Journal is not null && problems.Count == 0)
        {
            problems.Add(StateProblems.Unusable(folder.JoinPath(StoreFolder.Snapshot), "the snapshot is missing"));
        }

        throw new StateException(folder.Subject, problems.ToValueList());
    }

    private void AddWarnings(Snapshot? start)
    {
        string advice = start is null ? "the journal has every change" : $"snapshot {start.Header.Serial} was used";
        foreach (Problem problem in inventory.Problems)
        {
            warnings.Add(
                problem.Severity == ProblemSeverity.Warning
                    ? problem
                    : problem with
                    {
                        Code = ProblemCode.SnapshotSkipped,
                        Severity = ProblemSeverity.Warning,
                        Advice = advice,
                    }
            );
        }

        if (inventory.Watermark is null && !inventory.Problems.Any(problem => problem.Code == ProblemCode.WatermarkMissing))
        {
            warnings.Add(
                StateProblems.Warning(
                    ProblemCode.WatermarkMissing,
                    folder.JoinPath(StoreFolder.Watermark),
                    "the watermark is missing",
                    "the state was not compared with it"
                )
            );
        }
    }

    private ReplayResult ReadJournal(Snapshot? start)
    {
        JournalScanner scan = inventory.Journal!;
        long covered = start?.Header.Sequence ?? 0;
        long count = 0;
        long baseOffset = -1;
        bool isSound = scan.ReadRecords(
            (in JournalRecord record, long offset) =>
            {
                if (record.Sequence > covered)
                {
                    baseOffset = baseOffset < 0 ? offset : baseOffset;
                    state.Apply(record);
                    count++;
                }
            }
        );
        if (!isSound)
        {
            throw new StateException(folder.Subject, scan.Problems.ToValueList());
        }

        warnings.AddRange(scan.Problems);
        if (scan.Sequence < covered)
        {
            // The snapshot contains the lost changes; a new journal starts after it.
            return Describe(start, covered);
        }

        return Describe(start, scan.Sequence) with
        {
            ChangeCount = count,
            PrecedingSequence = scan.Header!.After,
            HeaderEnd = scan.HeaderEnd,
            BaseOffset = baseOffset < 0 ? scan.End : baseOffset,
            JournalEnd = scan.End,
            IsJournalWhole = !scan.IsTorn,
        };
    }

    private ReplayResult Describe(Snapshot? start, long sequence) =>
        new()
        {
            Snapshot = start,
            Lineage = inventory.Watermark?.Mark.Lineage ?? inventory.Journal?.Lineage ?? start!.Lineage,
            Serial = Math.Max(
                Math.Max(inventory.Watermark?.Mark.Serial ?? 0, inventory.Current?.Header.Serial ?? 0),
                inventory.Previous?.Header.Serial ?? 0
            ),
            Epoch = Math.Max(
                Math.Max(
                    inventory.Watermark?.Mark.Epoch ?? 0,
                    Math.Max(inventory.Journal?.HeaderEpoch ?? 0, inventory.Journal?.Epoch ?? 0)
                ),
                start?.Header.Epoch ?? 0
            ),
            Sequence = sequence,
            PrecedingSequence = sequence,
        };

    private void Compare(long sequence, long serial, StateWatermark? acknowledged, bool isTorn)
    {
        if (acknowledged is null || (sequence >= acknowledged.Sequence && serial >= acknowledged.Serial))
        {
            return;
        }

        if (!options.AllowOlderState)
        {
            string path = folder.JoinPath(StoreFolder.Journal);
            StateWatermark recovered = new(
                acknowledged.Lineage,
                inventory.Current?.Header.Serial ?? inventory.Previous?.Header.Serial ?? 0,
                0,
                sequence
            );
            throw folder.Fail(
                isTorn
                    ? StateProblems.Lost(path, sequence, acknowledged.Sequence)
                    : StateProblems.Older(folder.Path, recovered, acknowledged)
            );
        }

        _isOlderState = true;
    }

    private static StateWatermark GetWatermark(Snapshot snapshot) =>
        new(snapshot.Lineage, snapshot.Header.Serial, snapshot.Header.Epoch, snapshot.Header.Sequence);
}
