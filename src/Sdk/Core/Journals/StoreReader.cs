namespace Scalewright.Journals;

/// <summary>Reads a state without opening it: acquires no lock and writes nothing.</summary>
internal static class StoreReader
{
    /// <summary>Finds a state without changes, whose creator exited before it created resources.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <returns>The lineage; null if the state is missing, has changes or is damaged.</returns>
    /// <exception cref="StateException">The folder cannot be read.</exception>
    public static Lineage? FindBlank(IFileSystem files, string folder)
    {
        if (!StoreFolder.HasState(files, folder))
        {
            return null;
        }

        try
        {
            using PooledBuffers buffers = new();
            using StoreInventory inventory = StoreInventory.Read(
                new StoreFolder(files, folder, TimeProvider.System, TimeSpan.Zero),
                buffers.Rent
            );
            return inventory.FindBlank();
        }
        catch (FileSystemException)
        {
            // The error is reported when the state is opened.
            return null;
        }
    }

    /// <summary>Reads the state of a folder. An active lease holder may already be some changes ahead.</summary>
    /// <param name="state">An empty state, which receives the content.</param>
    /// <param name="options">The conditions that are accepted.</param>
    /// <exception cref="StateException">The state is missing, damaged, an older copy, in a newer format, of another
    /// lineage or of another user, or the disk failed.</exception>
    public static StoreOpenResult Read(IFileSystem files, string folder, IDurableState state, DurableStoreOptions options)
    {
        StoreFolder opened = new(files, folder, options.Clock, options.FlushTimeout);
        List<Problem> warnings = [];
        try
        {
            opened.ThrowIfForeign();
            using StoreInventory inventory = StoreInventory.Read(opened);
            Problem[] refused =
            [
                .. inventory.Problems.Where(static problem => problem.Code == ProblemCode.UnsupportedStateVersion),
                .. inventory.FindStrangers(opened, options.ExpectedLineage ?? options.KnownWatermark?.Lineage),
            ];
            if (refused.Length > 0)
            {
                throw new StateException(opened.Subject, refused.ToValueList());
            }

            ReplayResult replay = new StateRecovery(opened, state, options, inventory, warnings).Run();
            StateWatermark watermark = new(replay.Lineage, replay.Serial, replay.Epoch, replay.Sequence);
            bool wasClosed = inventory.Watermark is { Closed: true } last && replay.IsJournalWhole && last.Mark.Sequence == replay.Sequence;
            return new StoreOpenResult(watermark, IsNew: false, wasClosed, replay.IsOlderState, replay.ChangeCount, warnings.ToValueList());
        }
        catch (StateException exception)
        {
            exception.AddWarnings(warnings.ToValueList());
            throw;
        }
        catch (FileSystemException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }
}

/// <summary>Result of opening a state.</summary>
/// <param name="Watermark">Position of the state, with the epoch of this holder.</param>
/// <param name="IsNew">True if the folder contained no state.</param>
/// <param name="WasClosedCleanly">True if the last holder closed the state; otherwise open intents must be
/// resolved.</param>
/// <param name="IsOlderState">True if an older copy was accepted: compare it before creating resources.</param>
/// <param name="ReplayedCount">Number of changes that were replayed after the snapshot.</param>
/// <param name="Warnings">Problems that did not prevent the opening.</param>
public sealed record StoreOpenResult(
    StateWatermark Watermark,
    bool IsNew,
    bool WasClosedCleanly,
    bool IsOlderState,
    long ReplayedCount,
    ValueList<Problem> Warnings
);
