using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Opens the journal of a cluster, and compares it with the tags of the existing resources.</summary>
internal static class StateOpener
{
    /// <summary>Returns true if a folder contains a cluster: a state with at least the change that names it.</summary>
    public static bool HasCluster(IFileSystem files, string folder) =>
        StoreFolder.HasState(files, folder) && StoreReader.FindBlank(files, folder) is null;

    /// <summary>
    /// Returns the file system of a state: the given one, otherwise that of the provider, otherwise the local one.
    /// </summary>
    public static IFileSystem GetFileSystem(GuardedProvider provider, IFileSystem? named) =>
        named ?? provider.Find<IProviderFileSystem>()?.FileSystem ?? LocalFileSystem.Create();

    /// <summary>Opens a state and verifies by resource tags that it is not an older copy.</summary>
    /// <returns>The journal, and the resources that were listed under its lock.</returns>
    public static async Task<(ClusterJournal Journal, Survey Survey)> OpenAsync(
        string folder,
        string? name,
        GuardedProvider provider,
        ClusterOptions settings,
        string operation,
        CancellationToken cancellationToken
    )
    {
        IFileSystem files = GetFileSystem(provider, settings.FileSystem);
        if (name is null && !HasCluster(files, folder))
        {
            throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder));
        }

        DurableStoreOptions options = GetStoreOptions(provider, settings, operation);
        ClusterJournal journal = await ClusterJournal.OpenAsync(files, folder, name, options, earlier: [], cancellationToken);
        Survey survey;
        long highestEpoch;
        Problem? loss;
        try
        {
            survey = await SurveyAsync(journal, provider, settings, cancellationToken);
            ValueList<Resource> observed = journal.IsNew ? [] : survey.Resources ?? [];
            highestEpoch = EpochScanner.GetHighest(observed);
            loss = FindLoss(folder, journal, observed, highestEpoch);
            if (loss is not null && !options.AllowOlderState)
            {
                throw new ClusterException(journal.Owner.Cluster, loss);
            }
        }
        catch (Exception exception)
        {
            await CloseAsync(journal, exception);
            throw;
        }

        if (loss is null)
        {
            return (journal, survey);
        }

        // Only opening sets the epoch, which must be higher than that of any tag.
        await journal.DisposeAsync();
        options = options with { MinEpoch = EpochScanner.Above(highestEpoch) };
        ClusterJournal accepted = await ClusterJournal.OpenAsync(files, folder, name, options, journal.Warnings, cancellationToken);
        try
        {
            await accepted.FenceAsync();
        }
        catch (Exception exception)
        {
            await CloseAsync(accepted, exception);
            throw;
        }

        // The lock was released in between, so the listed resources may have changed.
        return (accepted, survey with { Resources = null });
    }

    /// <summary>Closes the journal, which releases its lock, and adds its warnings to the exception.</summary>
    private static ValueTask CloseAsync(ClusterJournal journal, Exception exception)
    {
        (exception as ScalewrightException)?.AddWarnings(journal.Warnings);
        return journal.DisposeAsync();
    }

    /// <summary>
    /// Lists the resources of a state. A new state has a new lineage, so nothing can be its own, unless it adopts.
    /// </summary>
    public static async Task<Survey> SurveyAsync(
        ClusterJournal journal,
        GuardedProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        long start = provider.Clock.GetTimestamp();
        ValueList<Resource> resources =
            journal.IsNew && settings.StoreOptions?.ExpectedLineage is null
                ? []
                : await ProviderRetry
                    .Create(provider, settings.Retry)
                    .QueryAsync(token => provider.ObserveAsync(journal.Owner, token), cancellationToken);
        return new Survey(resources, start);
    }

    public static DurableStoreOptions GetStoreOptions(GuardedProvider provider, ClusterOptions settings, string operation)
    {
        // A file system of the caller may wrap that of the provider; only on that of this machine does its process hold the lock.
        LockHolder holder =
            settings.FileSystem is not LocalFileSystem && provider.Find<IProviderFileSystem>() is { } fileSystem
                ? fileSystem.LockHolder with
                {
                    Version = SdkVersion.Text,
                    Operation = operation,
                }
                : LocalFileSystem.CreateLockHolder(SdkVersion.Text, operation);
        return settings.StoreOptions is { } store
            ? store with
            {
                LockHolder = holder,
                Random = provider.Random,
                Clock = provider.Clock,
            }
            : new DurableStoreOptions
            {
                LockHolder = holder,
                Random = provider.Random,
                Clock = provider.Clock,
            };
    }

    /// <summary>Compares a state with resource tags. Ignores earlier epochs, whose sequences may repeat.</summary>
    /// <returns>The problem to report; null if the tags show no loss.</returns>
    private static Problem? FindLoss(string folder, ClusterJournal journal, ValueList<Resource> observed, long highestEpoch)
    {
        if (highestEpoch > journal.State.Epoch)
        {
            return ClusterProblems.OlderCopy(folder, journal.State.Epoch, highestEpoch);
        }

        long sequence = observed
            .Where(resource => resource.Tag.Epoch == journal.State.Epoch)
            .Select(resource => resource.Tag.Sequence)
            .DefaultIfEmpty()
            .Max();
        return sequence > journal.OpenedSequence ? ClusterProblems.LostChanges(folder, journal.OpenedSequence, sequence) : null;
    }
}
