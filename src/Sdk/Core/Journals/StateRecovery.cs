namespace Scalewright.Journals;

/// <summary>Reads a state from its folder and determines whether changes are missing. Changes nothing.</summary>
internal sealed class StateRecovery(
    StoreFolder folder,
    IDurableState state,
    DurableStoreOptions options,
    StoreInventory found,
    List<Problem> warnings
)
{
    private bool _isOlder;

    public ReplayResult Run()
    {
        Snapshot? start = found.SelectBase(out bool isComplete);
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
        Compare(replay.Sequence, replay.Serial, found.Watermark?.Mark, found.Journal?.IsTorn == true);
        Compare(replay.Sequence, replay.Serial, options.KnownWatermark, isTorn: false);
        return replay with { IsOlder = _isOlder };
    }

    // No snapshot matches the journal, so only the newest snapshot can be used, if the caller accepts it.
    private Snapshot AcceptSnapshotAlone()
    {
        Snapshot? newest = new[] { found.Current, found.Previous }.Where(one => one is not null).MaxBy(one => one!.Header.Sequence);
        if (newest is not null && options.AllowOlderState)
        {
            _isOlder = true;
            return newest;
        }

        List<Problem> problems = [.. found.Problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        if (found.JournalFile is null)
        {
            problems.Add(StateProblems.Unusable(folder.JoinPath(StoreFolder.Journal), "the journal is missing"));
        }
        else if (newest is not null && found.Journal is { Header: { } header })
        {
            StateWatermark known = new(found.Journal.Lineage, newest.Header.Serial + 1, found.Journal.HeaderEpoch, header.After);
            problems.Add(StateProblems.Older(folder.JoinPath(StoreFolder.Snapshot), GetWatermark(newest), found.Watermark?.Mark ?? known));
        }
        else if (found.Journal is not null && problems.Count == 0)
        {
            problems.Add(StateProblems.Unusable(folder.JoinPath(StoreFolder.Snapshot), "the snapshot is missing"));
        }

        throw new StateException(folder.Subject, problems.ToValueList());
    }

    private void AddWarnings(Snapshot? start)
    {
        string advice = start is null ? "the journal has every change" : $"snapshot {start.Header.Serial} was used";
        foreach (Problem problem in found.Problems)
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

        if (found.Watermark is null && !found.Problems.Any(problem => problem.Code == ProblemCode.WatermarkMissing))
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
        JournalScanner scan = found.Journal!;
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
            Count = count,
            After = scan.Header!.After,
            HeaderEnd = scan.HeaderEnd,
            BaseOffset = baseOffset < 0 ? scan.End : baseOffset,
            End = scan.End,
            IsWhole = !scan.IsTorn,
        };
    }

    private ReplayResult Describe(Snapshot? start, long sequence) =>
        new()
        {
            Base = start,
            Lineage = found.Watermark?.Mark.Lineage ?? found.Journal?.Lineage ?? start!.Lineage,
            Serial = Math.Max(
                Math.Max(found.Watermark?.Mark.Serial ?? 0, found.Current?.Header.Serial ?? 0),
                found.Previous?.Header.Serial ?? 0
            ),
            Epoch = Math.Max(
                Math.Max(found.Watermark?.Mark.Epoch ?? 0, Math.Max(found.Journal?.HeaderEpoch ?? 0, found.Journal?.Epoch ?? 0)),
                start?.Header.Epoch ?? 0
            ),
            Sequence = sequence,
            After = sequence,
        };

    private void Compare(long sequence, long serial, StateWatermark? known, bool isTorn)
    {
        if (known is null || (sequence >= known.Sequence && serial >= known.Serial))
        {
            return;
        }

        if (!options.AllowOlderState)
        {
            string path = folder.JoinPath(StoreFolder.Journal);
            StateWatermark own = new(known.Lineage, found.Current?.Header.Serial ?? found.Previous?.Header.Serial ?? 0, 0, sequence);
            throw folder.Fail(isTorn ? StateProblems.Lost(path, sequence, known.Sequence) : StateProblems.Older(folder.Path, own, known));
        }

        _isOlder = true;
    }

    private static StateWatermark GetWatermark(Snapshot snapshot) =>
        new(snapshot.Lineage, snapshot.Header.Serial, snapshot.Header.Epoch, snapshot.Header.Sequence);
}
