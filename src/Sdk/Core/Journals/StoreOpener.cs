namespace Scalewright.Journals;

/// <summary>Opens a state: acquires the lock, reads and validates the files, and repairs them after a crash.</summary>
internal sealed class StoreOpener(StoreFolder folder, IDurableState state, DurableStoreOptions options)
{
    private readonly List<Problem> _warnings = [];
    private readonly ReservedSpaceFile _reserve = new(folder, options.ReserveBytes);
    private bool _isReserveSpent;

    public ValueList<Problem> Warnings => _warnings.ToValueList();

    public async Task<DurableStore> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await PrepareFolderAsync();
        long epochMin = Math.Max((WatermarkFile.Read(folder, [])?.Mark.Epoch ?? 0) + 1, options.MinEpoch);
        StoreLock held = await SparingAsync(() => StoreLock.TakeAsync(folder, options, epochMin));
        OpenedStore? opened = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeleteLeftovers();
            opened = await OpenAsync(held, cancellationToken);
            await FillReserveAsync();
            OpenedStore warned = opened with { Opening = opened.Opening with { Warnings = Warnings } };
            return new DurableStore(folder, state, options, held, _reserve, warned);
        }
        catch
        {
            opened?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private async Task<OpenedStore> OpenAsync(StoreLock held, CancellationToken cancellationToken)
    {
        using StoreInventory found = StoreInventory.Read(folder);
        return found.IsEmpty || BeginsAnew(found)
            ? await BeginAsync(held)
            : await RecoverAsync(found, held, cancellationToken);
    }

    // A state without changes can be replaced: the expected lineage takes over its folder.
    private bool BeginsAnew(StoreInventory found)
    {
        if (options.KnownWatermark is not null
            || options.ExpectedLineage is not { } expected
            || found.FindBlank() is not { } blank
            || blank == expected)
        {
            return false;
        }

        // Deleted first, because a watermark of another lineage than the journal would be rejected.
        folder.DeleteIfThere(StoreFolder.Mark);
        return true;
    }

    private async ValueTask PrepareFolderAsync()
    {
        if (folder.Files.CreateFolder(folder.Path))
        {
            await folder.Files.FlushFolderAsync(Path.GetDirectoryName(Path.GetFullPath(folder.Path)) ?? "/");
            return;
        }

        folder.RefuseForeign();
        string[] paths = [folder.Path,
            .. folder.Files.List(folder.Path).Where(StoreFolder.IsOurs).Select(folder.PathOf)];
        ProblemSeverity severity = options.RequireStrictPermissions ? ProblemSeverity.Error : ProblemSeverity.Warning;
        Problem[] wide = [.. paths.Where(folder.Files.RestrictPermissions)
            .Select(path => StateProblems.Wide(path, severity))];
        if (options.RequireStrictPermissions && wide.Length > 0)
        {
            throw new StateException(folder.Subject, wide.ToValueList());
        }

        _warnings.AddRange(wide);
    }

    private void DeleteLeftovers()
    {
        foreach (string name in folder.Files.List(folder.Path).Where(StoreFolder.IsLeftover))
        {
            folder.DeleteIfThere(name);
        }
    }

    private async ValueTask<OpenedStore> BeginAsync(StoreLock held)
    {
        if (options.KnownWatermark is { } known)
        {
            throw folder.Fail(StateProblems.Older(folder.Path, new StateWatermark(default, 0, 0, 0), known));
        }

        StateWatermark mark =
            new(options.ExpectedLineage ?? Lineage.CreateRandom(options.Random), 0, held.Holder.Epoch, 0);
        JournalWriter journal = await SparingAsync(
            () => JournalWriter.ReplaceAsync(
                folder, mark, after: 0, source: null, from: 0, end: 0, replacing: static () => { }));
        WatermarkWriter watermark = await OpenMarkAsync(journal, found: null, mark);
        SnapshotBase none = new(IsThere: false, IsCurrent: false, 0, journal.HeaderEnd, 0);
        return new OpenedStore(journal, watermark, none,
            new StoreOpenResult(mark, IsNew: true, WasClosedCleanly: true, IsOlderState: false, 0, []));
    }

    private async ValueTask<OpenedStore> RecoverAsync(
        StoreInventory found, StoreLock held, CancellationToken cancellationToken)
    {
        Refuse(found.Problems.Where(problem => problem.Code == ProblemCode.UnsupportedStateVersion));
        Refuse(found.FindStrangers(folder, options.ExpectedLineage ?? options.KnownWatermark?.Lineage));
        ReplayResult replay = new StateRecovery(folder, state, options, found, _warnings).Run();
        cancellationToken.ThrowIfCancellationRequested();
        if (held.Holder.Epoch <= replay.Epoch)
        {
            await held.RaiseAsync(replay.Epoch + 1);
        }

        StateWatermark mark = new(replay.Lineage, replay.Serial, held.Holder.Epoch, replay.Sequence);
        bool wasClosed = found.Mark is { Closed: true } last && replay.IsWhole && last.Mark.Sequence == replay.Sequence;
        (JournalWriter journal, long offset) = wasClosed && !held.WasBroken && !options.AllowUnlockedState
            ? (Continue(replay), replay.BaseOffset)
            : await CopyAsync(found, replay, mark, isShared: held.WasBroken || options.AllowUnlockedState);
        WatermarkWriter watermark = await OpenMarkAsync(journal, found.Mark, mark);
        SnapshotBase start = new(replay.Base is not null, replay.Base is not null && replay.Base == found.Current,
            replay.Base?.Header.Sequence ?? 0, offset, replay.Base?.Content.Length ?? 0);
        return new OpenedStore(journal, watermark, start,
            new StoreOpenResult(mark, IsNew: false, wasClosed, replay.IsOlder, replay.Count, []));
    }

    private JournalWriter Continue(ReplayResult replay) =>
        new(folder.Open(StoreFolder.Journal, FileOpenMode.Append), replay.HeaderEnd, replay.End);

    // After a crash, it is unknown which bytes of the old file are durable, and a fenced holder may still have it open.
    private async ValueTask<(JournalWriter Journal, long BaseOffset)> CopyAsync(
        StoreInventory found, ReplayResult replay, StateWatermark mark, bool isShared)
    {
        ValueTask<JournalWriter> Copy() => JournalWriter.ReplaceAsync(
            folder, mark, replay.After, found.JournalFile, replay.HeaderEnd, replay.End, static () => { });
        try
        {
            JournalWriter journal = await (isShared || replay.HeaderEnd == 0 ? SparingAsync(Copy) : Copy());
            return (journal, replay.BaseOffset - replay.HeaderEnd + journal.HeaderEnd);
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full && replay.HeaderEnd > 0)
        {
            // The disk has no space for a copy, so the file itself is truncated. The reserve then stays available to
            // destroy resources.
            return (await CutAsync(replay), replay.BaseOffset);
        }
    }

    private async ValueTask<JournalWriter> CutAsync(ReplayResult replay)
    {
        JournalWriter journal = Continue(replay);
        try
        {
            journal.CutBack();
            await journal.FlushAsync(folder, 0);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private async ValueTask<WatermarkWriter> OpenMarkAsync(
        JournalWriter journal, WatermarkFile? found, StateWatermark mark)
    {
        try
        {
            return await SparingAsync(() => WatermarkWriter.OpenAsync(folder, found, mark));
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private async ValueTask FillReserveAsync()
    {
        if (_isReserveSpent || !await _reserve.FillAsync())
        {
            _warnings.Add(StateProblems.Warning(ProblemCode.ReservedSpaceMissing, folder.PathOf(StoreFolder.Reserve),
                $"the disk has no {options.ReserveBytes} bytes for it",
                "make space; until then only what is needed to destroy is recorded"));
        }
    }

    private async ValueTask<T> SparingAsync<T>(Func<ValueTask<T>> step)
    {
        try
        {
            return await step();
        }
        catch (FileSystemException exception) when (exception.Error == FileSystemError.Full && !_isReserveSpent)
        {
            _isReserveSpent = true;
            await _reserve.ReleaseAsync();
            return await step();
        }
    }

    private void Refuse(IEnumerable<Problem> problems)
    {
        ValueList<Problem> all = problems.ToValueList();
        if (all.Count > 0)
        {
            throw new StateException(folder.Subject, all);
        }
    }
}
