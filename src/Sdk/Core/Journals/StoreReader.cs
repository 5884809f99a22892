namespace Scalewright.Journals;

/// <summary>Reads a state without opening it: takes no lock, and writes nothing.</summary>
internal static class StoreReader
{
    /// <summary>Finds a state whose first change is missing, as when whoever began it was killed: nothing was made.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <returns>Its lineage; null when there is no state, or it has changes or is damaged.</returns>
    /// <exception cref="StateException">The folder cannot be read.</exception>
    public static Lineage? FindBlank(IFileSystem files, string folder)
    {
        if (!StoreFolder.HasState(files, folder))
        {
            return null;
        }

        try
        {
            using FoundFiles found = FoundFiles.Read(new StoreFolder(files, folder, TimeProvider.System, TimeSpan.Zero));
            return found.FindBlank();
        }
        catch (DiskException)
        {
            // Whoever opens the state hears what is wrong with it.
            return null;
        }
    }

    /// <summary>Reads the state of a folder as its last holder left it. A holder that is still at work may be some changes ahead.</summary>
    /// <param name="state">An empty state; holds what was read when this returns.</param>
    /// <param name="options">What is accepted.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StateException">
    /// There is no state, or it is damaged, older, newer, of another lineage or of another user; or the disk failed.
    /// </exception>
    public static StoreOpening Read(IFileSystem files, string folder, IDurableState state, DurableStoreOptions options)
    {
        StoreFolder opened = new(files, folder, options.Clock, options.DiskDeadline);
        List<Problem> warnings = [];
        try
        {
            opened.RefuseForeign();
            using FoundFiles found = FoundFiles.Read(opened);
            Problem[] refused =
            [
                .. found.Problems.Where(static problem => problem.Code == ProblemCode.StateFromFuture),
                .. found.FindStrangers(opened, options.ExpectedLineage ?? options.KnownMark?.Lineage),
            ];
            if (refused.Length > 0)
            {
                throw new StateException(opened.Subject, refused.ToValueList());
            }

            Replay replay = new Recovery(opened, state, options, found, warnings).Run();
            StateMark mark = new(replay.Lineage, replay.Serial, replay.Epoch, replay.Sequence);
            bool wasClosed = found.Mark is { Closed: true } last && replay.IsWhole && last.Mark.Sequence == replay.Sequence;
            return new StoreOpening(mark, IsNew: false, wasClosed, replay.IsOlder, replay.Count, warnings.ToValueList());
        }
        catch (StateException exception)
        {
            exception.AddWarnings(warnings.ToValueList());
            throw;
        }
        catch (DiskException exception)
        {
            throw opened.Fail(StateProblems.OfDisk(exception), exception);
        }
    }
}

/// <summary>What was found when a state was opened.</summary>
/// <param name="Mark">How far it had come, with the epoch of this holder.</param>
/// <param name="IsNew">True when there was none.</param>
/// <param name="WasClosed">True when the last holder ended in order; else its open intents are to be resolved.</param>
/// <param name="WasOlder">True when an older copy was accepted: compare with what exists before anything is made.</param>
/// <param name="Replayed">How many changes were replayed on top of the snapshot.</param>
/// <param name="Warnings">What was found on the way and dealt with.</param>
internal sealed record StoreOpening(StateMark Mark, bool IsNew, bool WasClosed, bool WasOlder, long Replayed, ValueList<Problem> Warnings);
