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
        long minEpoch = Math.Max((WatermarkFile.Read(folder, [])?.Mark.Epoch ?? 0) + 1, options.MinEpoch);
        StoreLock storeLock = await RetryWithReserveAsync(() => StoreLock.AcquireAsync(folder, options, minEpoch));
        OpenedStore? opened = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeleteLeftovers();
            opened = await OpenAsync(storeLock, cancellationToken);
            await FillReserveAsync();
            OpenedStore warned = opened with { Opening = opened.Opening with { Warnings = Warnings } };
            return new DurableStore(folder, state, options, storeLock, _reserve, warned);
        }
        catch
        {
            opened?.Dispose();
            storeLock.Dispose();
            throw;
        }
    }

    private async Task<OpenedStore> OpenAsync(StoreLock storeLock, CancellationToken cancellationToken)
    {
        using StoreInventory inventory = StoreInventory.Read(folder);
        return inventory.IsEmpty || TryReset(inventory)
            ? await CreateAsync(storeLock)
            : await RecoverAsync(inventory, storeLock, cancellationToken);
    }

    // A state without changes can be replaced: the expected lineage takes over its folder.
    private bool TryReset(StoreInventory inventory)
    {
        if (
            options.KnownWatermark is not null
            || options.ExpectedLineage is not { } expected
            || inventory.FindBlank() is not { } lineage
            || lineage == expected
        )
        {
            return false;
        }

        // Deleted first, because a watermark of another lineage than the journal would be rejected.
        folder.DeleteIfThere(StoreFolder.Watermark);
        return true;
    }

    private async ValueTask PrepareFolderAsync()
    {
        if (folder.Files.CreateFolder(folder.Path))
        {
            await folder.Files.FlushFolderAsync(Path.GetDirectoryName(Path.GetFullPath(folder.Path)) ?? "/");
            return;
        }

        folder.ThrowIfForeign();
        string[] paths = [folder.Path, .. folder.Files.List(folder.Path).Where(StoreFolder.IsOurs).Select(folder.JoinPath)];
        string[] accessible = [.. paths.Where(folder.Files.IsAccessibleToOthers)];
        if (options.RequireStrictPermissions && accessible.Length > 0)
        {
            throw new StateException(folder.Subject, accessible.Select(StateProblems.NotPrivate).ToValueList());
        }

        foreach (string path in accessible)
        {
            folder.Files.RestrictPermissions(path);
            _warnings.Add(StateProblems.MadePrivate(path));
        }
    }

    private void DeleteLeftovers()
    {
        foreach (string name in folder.Files.List(folder.Path).Where(StoreFolder.IsLeftover))
        {
            folder.DeleteIfThere(name);
        }
    }

    private async ValueTask<OpenedStore> CreateAsync(StoreLock storeLock)
    {
        if (options.KnownWatermark is { } knownWatermark)
        {
            throw folder.Fail(StateProblems.Older(folder.Path, new StateWatermark(default, 0, 0, 0), knownWatermark));
        }

        StateWatermark current = new(options.ExpectedLineage ?? Lineage.CreateRandom(options.Random), 0, storeLock.Holder.Epoch, 0);
        JournalWriter journal = await RetryWithReserveAsync(() =>
            JournalWriter.ReplaceAsync(folder, current, after: 0, source: null, from: 0, end: 0, replacing: static () => { })
        );
        WatermarkWriter watermark = await OpenWatermarkAsync(journal, existing: null, current);
        SnapshotBase none = new(IsThere: false, IsCurrent: false, 0, journal.HeaderEnd, 0);
        return new OpenedStore(
            journal,
            watermark,
            none,
            new StoreOpenResult(current, IsNew: true, WasClosedCleanly: true, IsOlderState: false, 0, [])
        );
    }

    private async ValueTask<OpenedStore> RecoverAsync(StoreInventory inventory, StoreLock storeLock, CancellationToken cancellationToken)
    {
        ThrowIfAny(inventory.Problems.Where(problem => problem.Code == ProblemCode.UnsupportedStateVersion));
        ThrowIfAny(inventory.FindStrangers(folder, options.ExpectedLineage ?? options.KnownWatermark?.Lineage));
        ReplayResult replay = new StateRecovery(folder, state, options, inventory, _warnings).Run();
        cancellationToken.ThrowIfCancellationRequested();
        if (storeLock.Holder.Epoch <= replay.Epoch)
        {
            await storeLock.RaiseAsync(replay.Epoch + 1);
        }

        StateWatermark current = new(replay.Lineage, replay.Serial, storeLock.Holder.Epoch, replay.Sequence);
        bool wasClosed = inventory.Watermark is { Closed: true } last && replay.IsJournalWhole && last.Mark.Sequence == replay.Sequence;
        (JournalWriter journal, long offset) =
            wasClosed && !storeLock.WasBroken && !options.AllowUnlockedState
                ? (Continue(replay), replay.BaseOffset)
                : await CopyAsync(inventory, replay, current, isShared: storeLock.WasBroken || options.AllowUnlockedState);
        ReportDroppedBytes();
        WatermarkWriter watermark = await OpenWatermarkAsync(journal, inventory.Watermark, current);
        SnapshotBase start = new(
            replay.Snapshot is not null,
            replay.Snapshot is not null && replay.Snapshot == inventory.Current,
            replay.Snapshot?.Header.Sequence ?? 0,
            offset,
            replay.Snapshot?.Content.Length ?? 0
        );
        return new OpenedStore(
            journal,
            watermark,
            start,
            new StoreOpenResult(current, IsNew: false, wasClosed, replay.IsOlderState, replay.ChangeCount, [])
        );
    }

    // The journal of this holder has no unfinished write.
    private void ReportDroppedBytes()
    {
        for (int index = 0; index < _warnings.Count; index++)
        {
            if (_warnings[index].Code == ProblemCode.TruncatedJournal)
            {
                _warnings[index] = _warnings[index] with { Advice = "they were dropped" };
            }
        }
    }

    private JournalWriter Continue(ReplayResult replay) =>
        new(folder.Open(StoreFolder.Journal, FileOpenMode.Append), replay.HeaderEnd, replay.JournalEnd);

    // After a crash, it is unknown which bytes of the old file are durable, and a fenced holder may still have it open.
    private async ValueTask<(JournalWriter Journal, long BaseOffset)> CopyAsync(
        StoreInventory inventory,
        ReplayResult replay,
        StateWatermark current,
        bool isShared
    )
    {
        ValueTask<JournalWriter> Copy() =>
            JournalWriter.ReplaceAsync(
                folder,
                current,
                replay.PrecedingSequence,
                inventory.JournalFile,
                replay.HeaderEnd,
                replay.JournalEnd,
                static () => { }
            );
        try
        {
            JournalWriter journal = await (isShared || replay.HeaderEnd == 0 ? RetryWithReserveAsync(Copy) : Copy());
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

    private async ValueTask<WatermarkWriter> OpenWatermarkAsync(JournalWriter journal, WatermarkFile? existing, StateWatermark current)
    {
        try
        {
            return await RetryWithReserveAsync(() => WatermarkWriter.OpenAsync(folder, existing, current));
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
            _warnings.Add(
                StateProblems.Warning(
                    ProblemCode.ReservedSpaceMissing,
                    folder.JoinPath(StoreFolder.Reserve),
                    $"the disk has no {options.ReserveBytes} bytes for it",
                    "make space; until then only what is needed to destroy is recorded"
                )
            );
        }
    }

    private async ValueTask<T> RetryWithReserveAsync<T>(Func<ValueTask<T>> step)
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

    private void ThrowIfAny(IEnumerable<Problem> problems)
    {
        ValueList<Problem> all = problems.ToValueList();
        if (all.Count > 0)
        {
            throw new StateException(folder.Subject, all);
        }
    }
}
