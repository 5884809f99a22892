using Scalewright.Clusters.Reaping;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

internal static class ClusterOpener
{
    public static async Task<Cluster> OpenAsync(
        string folder,
        IProvider inner,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider provider = GuardedProvider.Over(inner);
        ClusterJournal journal = await OpenJournalAsync(folder, name: null, provider, settings, "open", cancellationToken);
        using TelemetryScope? work = TelemetryScope.Start(
            provider.Clock,
            "scalewright.open",
            durations: null,
            Instruments.Tag("cluster", journal.Owner.Cluster)
        );
        Cluster opened = await HandOverAsync(
            new Cluster(provider, journal, settings with { Lifetime = settings.Lifetime ?? ClusterLifetime.Persistent }),
            async cluster =>
            {
                await cluster.RevertFaultsAsync(cancellationToken);
                await cluster.ResolveAsync(cancellationToken);
            }
        );
        work?.Succeed();
        return opened;
    }

    public static Task<Cluster> ProvisionAsync(ClusterBuilder builder, CancellationToken cancellationToken) =>
        ProvisionAsync(builder, _ => builder.Topology, cancellationToken);

    public static Task<Cluster> OpenOrProvisionAsync(ClusterBuilder builder, CancellationToken cancellationToken) =>
        ProvisionAsync(builder, desired => IsNothing(desired) ? builder.Topology : desired, cancellationToken);

    private static async Task<Cluster> ProvisionAsync(
        ClusterBuilder builder,
        Func<Topology, Topology> choose,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        using TelemetryScope? work = TelemetryScope.Start(
            provider.Clock,
            "scalewright.provision",
            durations: null,
            Instruments.Tag("cluster", builder.Topology.Name)
        );
        await CheckAsync(builder, provider, cancellationToken);
        if (builder.Folder is { } folder && !HasCluster(GetFileSystem(provider, builder.Settings.FileSystem), folder))
        {
            // Checked before a state is created, so that AdoptAsync can still use the folder.
            await ThrowIfForeignResourcesExistAsync(provider, builder.Topology.Name, own: null, cancellationToken);
        }

        ClusterJournal journal = await JournalAsync(builder, provider, "provision", cancellationToken);
        Cluster cluster = new(provider, journal, GetSettings(builder));
        Cluster opened = await HandOverAsync(cluster, async created =>
        {
            if (IsNothing(journal.State.Desired))
            {
                await ThrowIfForeignResourcesExistAsync(provider, journal.Owner.Cluster, journal.Owner, cancellationToken);
            }

            await StartWatchdogAsync(created, builder, cancellationToken);
            await (journal.IsNew ? Task.CompletedTask : created.RevertFaultsAsync(cancellationToken));
            await created.ApplyAsync(choose(journal.State.Desired), cancellationToken);
        });
        work?.Succeed();
        return opened;
    }

    public static async Task<Cluster> AdoptAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        using TelemetryScope? work = TelemetryScope.Start(
            provider.Clock,
            "scalewright.adopt",
            durations: null,
            Instruments.Tag("cluster", builder.Topology.Name)
        );
        await CheckAsync(builder, provider, cancellationToken);
        ClusterOptions settings = await ExpectWhatExistsAsync(builder.Topology.Name, provider, GetSettings(builder), cancellationToken);
        ClusterJournal journal = await JournalAsync(builder with { Settings = settings }, provider, "adopt", cancellationToken);
        Cluster opened = await HandOverAsync(new Cluster(provider, journal, settings), async created =>
        {
            await StartWatchdogAsync(created, builder, cancellationToken);
            await created.RevertFaultsAsync(cancellationToken);
            await created.ApplyAsync(builder.Topology, cancellationToken);
        });
        work?.Succeed();
        return opened;
    }

    public static async Task<Plan> PlanAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        await CheckAsync(builder, provider, cancellationToken);
        if (builder.Folder is { } folder && HasCluster(GetFileSystem(provider, builder.Settings.FileSystem), folder))
        {
            ClusterInspection found = await ClusterReader.InspectAsync(folder, builder.Provider!, builder.Settings, cancellationToken);
            return found.PlanTo(builder.Topology);
        }

        await ThrowIfForeignResourcesExistAsync(provider, builder.Topology.Name, own: null, cancellationToken);
        return builder.Plan();
    }

    public static async Task<Plan> PlanAdoptionAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        GuardedProvider provider = GuardedProvider.Over(builder.Provider!);
        await CheckAsync(builder, provider, cancellationToken);
        if (builder.Folder is not { } folder || !HasCluster(GetFileSystem(provider, builder.Settings.FileSystem), folder))
        {
            return await ClusterReader.PlanAdoptionAsync(builder.Topology, provider, builder.Settings, cancellationToken);
        }

        // Reads an existing state, because the adoption would start from its content, or reject it for the same
        // reasons.
        ClusterOptions settings = await ExpectWhatExistsAsync(builder.Topology.Name, provider, builder.Settings, cancellationToken);
        ClusterInspection found = await ClusterReader.InspectAsync(folder, builder.Provider!, settings, cancellationToken);
        return found.Owner.Cluster == builder.Topology.Name
            ? found.PlanTo(builder.Topology)
            : throw new ClusterException(
                builder.Topology.Name,
                ClusterProblems.OtherName(folder, found.Owner.Cluster, builder.Topology.Name)
            );
    }

    /// <summary>Returns settings with the lineage of existing resources and an epoch above theirs.</summary>
    /// <exception cref="ClusterException">The resources belong to several clusters of this name.</exception>
    private static async Task<ClusterOptions> ExpectWhatExistsAsync(
        string cluster,
        GuardedProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> observed = await provider.ObserveAsync(null, cancellationToken);
        Resource[] ours = [.. observed.Where(resource => resource.Tag.Owner.Cluster == cluster)];
        Lineage[] lineages = [.. ours.Select(resource => resource.Tag.Owner.Lineage).Distinct()];
        if (lineages.Length > 1)
        {
            throw new ClusterException(cluster, ClusterProblems.ManyLineages(cluster, lineages));
        }

        DurableStoreOptions store = StoreOptions(provider, settings, "adopt");
        return lineages.Length == 0
            ? settings
            : settings with
            {
                StoreOptions = store with { ExpectedLineage = lineages[0], MinEpoch = EpochScanner.Above(EpochScanner.GetHighest(ours)) },
            };
    }

    /// <summary>True if a folder contains a cluster: a state with at least the change that names it.</summary>
    internal static bool HasCluster(IFileSystem files, string folder) =>
        StoreFolder.HasState(files, folder) && StoreReader.FindBlank(files, folder) is null;

    private static bool IsNothing(Topology desired) => desired.Groups.Count == 0 && desired.Networks.Count == 0;

    private static async Task StartWatchdogAsync(Cluster cluster, ClusterBuilder builder, CancellationToken cancellationToken)
    {
        if (builder.Watchdog is { } options)
        {
            cluster.Watchdog = await WatchdogProcess.StartAsync(options, builder.Folder!, cluster.Owner, cluster.Epoch, cancellationToken);
        }
    }

    /// <summary>
    /// Returns the file system of a state: the given one, otherwise that of the provider, otherwise the local one.
    /// </summary>
    internal static IFileSystem GetFileSystem(GuardedProvider provider, IFileSystem? named) =>
        named ?? provider.Find<IProviderFileSystem>()?.FileSystem ?? LocalFileSystem.Create();

    private static ClusterOptions GetSettings(ClusterBuilder builder) =>
        builder.Settings with
        {
            Lifetime = builder.Settings.Lifetime ?? (builder.Folder is null ? ClusterLifetime.Ephemeral : ClusterLifetime.Persistent),
        };

    private static async Task CheckAsync(ClusterBuilder builder, GuardedProvider provider, CancellationToken cancellationToken)
    {
        ValueList<Problem> problems = await provider.CheckAsync(builder.Topology, cancellationToken);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ClusterException(builder.Topology.Name, problems);
        }
    }

    private static async Task<ClusterJournal> JournalAsync(
        ClusterBuilder builder,
        GuardedProvider provider,
        string operation,
        CancellationToken cancellationToken
    ) =>
        builder.Folder is null
            ? ClusterJournal.InMemory(builder.Topology.Name, StoreOptions(provider, builder.Settings, operation))
            : await OpenJournalAsync(builder.Folder, builder.Topology.Name, provider, builder.Settings, operation, cancellationToken);

    /// <summary>Opens a state and verifies by resource tags that it is not an older copy.</summary>
    internal static async Task<ClusterJournal> OpenJournalAsync(
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

        DurableStoreOptions options = StoreOptions(provider, settings, operation);
        ClusterJournal journal = await ClusterJournal.OpenAsync(files, folder, name, options, earlier: [], cancellationToken);
        long seen = 0;
        try
        {
            ValueList<Resource> observed = journal.IsNew ? [] : await ObserveAsync(journal.Owner, provider, settings, cancellationToken);
            seen = EpochScanner.GetHighest(observed);
            if (FindLoss(folder, journal, observed, seen) is not { } loss)
            {
                return journal;
            }

            if (!options.AllowOlderState)
            {
                throw new ClusterException(journal.Owner.Cluster, loss);
            }
        }
        catch (Exception failure)
        {
            (failure as ScalewrightException)?.AddWarnings(journal.Warnings);
            await journal.DisposeAsync();
            throw;
        }

        await journal.DisposeAsync();
        ClusterJournal accepted = await ClusterJournal.OpenAsync(
            files,
            folder,
            name,
            options with
            {
                MinEpoch = EpochScanner.Above(seen),
            },
            journal.Warnings,
            cancellationToken
        );
        await accepted.FenceAsync();
        return accepted;
    }

    private static Task<ValueList<Resource>> ObserveAsync(
        Owner owner,
        GuardedProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    ) => ProviderRetry.Create(provider, settings.Retry).QueryAsync(token => provider.ObserveAsync(owner, token), cancellationToken);

    /// <summary>Compares a state with resource tags. Ignores earlier epochs, whose sequences may repeat.</summary>
    /// <returns>The problem to report; null if the tags show no loss.</returns>
    private static Problem? FindLoss(string folder, ClusterJournal journal, ValueList<Resource> observed, long seen)
    {
        if (seen > journal.State.Epoch)
        {
            return ClusterProblems.OlderCopy(folder, journal.State.Epoch, seen);
        }

        long sequence = observed
            .Where(resource => resource.Tag.Epoch == journal.State.Epoch)
            .Select(resource => resource.Tag.Sequence)
            .DefaultIfEmpty()
            .Max();
        return sequence > journal.OpenedSequence ? ClusterProblems.LostChanges(folder, journal.OpenedSequence, sequence) : null;
    }

    private static async Task ThrowIfForeignResourcesExistAsync(
        GuardedProvider provider,
        string cluster,
        Owner? own,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> observed = await provider.ObserveAsync(null, cancellationToken);
        Resource[] strangers =
        [
            .. observed.Where(resource =>
                resource.Tag.Owner.Cluster == cluster && resource.Tag.Owner != own && resource.State != ResourceState.Deleting
            ),
        ];
        if (strangers.Length > 0)
        {
            throw new ClusterException(
                cluster,
                ClusterProblems.AlreadyThere(cluster, strangers.Length, strangers[0].Tag.Owner.Lineage.ToString())
            );
        }
    }

    internal static DurableStoreOptions StoreOptions(GuardedProvider provider, ClusterOptions settings, string operation)
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

    /// <summary>
    /// Runs the last step of opening and returns the cluster; releases the cluster if the step fails.
    /// </summary>
    private static async Task<Cluster> HandOverAsync(Cluster cluster, Func<Cluster, Task> last)
    {
        try
        {
            await last(cluster);
            cluster.FollowLogs();
            return cluster;
        }
        catch (Exception reason)
        {
            (reason as ScalewrightException)?.AddWarnings(cluster.Warnings);
            await ReleaseAsync(cluster, reason);
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The first failure is reported; later ones are added to its data.")]
    private static async Task ReleaseAsync(Cluster cluster, Exception reason)
    {
        try
        {
            await cluster.CloseAsync(canDisposeAgain: false);
        }
        catch (Exception exception)
        {
            reason.Data["left behind"] = exception.Message;
        }
    }
}
