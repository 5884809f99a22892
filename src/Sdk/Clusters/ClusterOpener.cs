using System.Diagnostics.CodeAnalysis;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>The ways to get hold of a cluster: make one, open one, rebuild one.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The cluster owns its journal; when there is none, it is disposed.")]
internal static class ClusterOpener
{
    public static async Task<Cluster> OpenAsync(string folder, IProvider provider, ClusterSettings settings, CancellationToken cancellationToken)
    {
        IFileSystem files = settings.Files ?? LocalFileSystem.Create();
        if (!HasState(files, folder))
        {
            throw new ClusterException(folder, ClusterProblems.NoState(folder));
        }

        ClusterJournal journal = await ClusterJournal.OpenAsync(files, folder, name: null, StoreOptions(provider, settings, "open"), cancellationToken);
        return await HandOverAsync(new Cluster(provider, journal, settings with { Lifetime = settings.Lifetime ?? ClusterLifetime.Kept }), cluster => cluster.ObserveAsync(cancellationToken));
    }

    public static async Task<Cluster> ProvisionAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        IProvider provider = builder.Provider!;
        await CheckAsync(builder, provider, cancellationToken);
        ClusterJournal journal = await JournalAsync(builder, provider, cancellationToken);
        Cluster cluster = new(provider, journal, SettingsOf(builder));
        return await HandOverAsync(cluster, async made =>
        {
            if (journal.IsNew)
            {
                await RefuseStrangersAsync(provider, journal.Owner, cancellationToken);
            }

            await made.ApplyAsync(builder.Topology, cancellationToken);
        });
    }

    public static async Task<Cluster> AdoptAsync(ClusterBuilder builder, CancellationToken cancellationToken)
    {
        IProvider provider = builder.Provider!;
        await CheckAsync(builder, provider, cancellationToken);
        ValueList<Resource> there = await provider.ObserveAsync(null, cancellationToken);
        Resource[] ours = [.. there.Where(resource => resource.Tag.Owner.Cluster == builder.Topology.Name)];
        Lineage[] lineages = [.. ours.Select(resource => resource.Tag.Owner.Lineage).Distinct()];
        if (lineages.Length > 1)
        {
            throw new ClusterException(builder.Topology.Name, ClusterProblems.ManyLineages(builder.Topology.Name, lineages));
        }

        ClusterSettings settings = SettingsOf(builder);
        if (lineages.Length == 1)
        {
            DurableStoreOptions store = StoreOptions(provider, settings, "adopt");
            settings = settings with { Store = store with { ExpectedLineage = lineages[0], EpochMin = ours.Max(resource => resource.Tag.Epoch) + 1 } };
        }

        ClusterJournal journal = await JournalAsync(builder with { Settings = settings }, provider, cancellationToken);
        return await HandOverAsync(new Cluster(provider, journal, settings), made => made.ApplyAsync(builder.Topology, cancellationToken));
    }

    private static ClusterSettings SettingsOf(ClusterBuilder builder) => builder.Settings with
    {
        Lifetime = builder.Settings.Lifetime ?? (builder.Folder is null ? ClusterLifetime.Ephemeral : ClusterLifetime.Kept),
    };

    private static async Task CheckAsync(ClusterBuilder builder, IProvider provider, CancellationToken cancellationToken)
    {
        ValueList<Problem> problems = await provider.CheckAsync(builder.Topology, cancellationToken);
        if (problems.Any(problem => problem.Severity == ProblemSeverity.Error))
        {
            throw new ClusterException(builder.Topology.Name, problems);
        }
    }

    private static async Task<ClusterJournal> JournalAsync(ClusterBuilder builder, IProvider provider, CancellationToken cancellationToken) => builder.Folder is null
        ? ClusterJournal.InMemory(builder.Topology.Name, StoreOptions(provider, builder.Settings, "provision"))
        : await ClusterJournal.OpenAsync(
            builder.Settings.Files ?? LocalFileSystem.Create(), builder.Folder, builder.Topology.Name, StoreOptions(provider, builder.Settings, "provision"), cancellationToken);

    private static async Task RefuseStrangersAsync(IProvider provider, Owner owner, CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await provider.ObserveAsync(null, cancellationToken);
        Resource[] strangers = [.. there.Where(resource => resource.Tag.Owner.Cluster == owner.Cluster && resource.State != ResourceState.Leaving)];
        if (strangers.Length > 0)
        {
            throw new ClusterException(owner.Cluster, ClusterProblems.AlreadyThere(owner.Cluster, strangers.Length, strangers[0].Tag.Owner.Lineage.ToString()));
        }
    }

    private static bool HasState(IFileSystem files, string folder)
    {
        try
        {
            return files.List(folder).Count > 0;
        }
        catch (DiskException exception) when (exception.Error == DiskError.NotFound)
        {
            return false;
        }
    }

    private static DurableStoreOptions StoreOptions(IProvider provider, ClusterSettings settings, string operation)
    {
        LockHolder holder = LocalFileSystem.DescribeHolder(SdkVersion.Text, operation);
        return settings.Store is { } store
            ? store with { Holder = holder, Chance = provider.Chance, Clock = provider.Clock }
            : new DurableStoreOptions { Holder = holder, Chance = provider.Chance, Clock = provider.Clock };
    }

    /// <summary>Gives the cluster to the caller, or lets go of it when the last step fails.</summary>
    private static async Task<Cluster> HandOverAsync(Cluster cluster, Func<Cluster, Task> last)
    {
        try
        {
            await last(cluster);
            return cluster;
        }
        catch (Exception reason)
        {
            await LetGoAsync(cluster, reason);
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The first failure is told; what follows from it is added to its data.")]
    private static async Task LetGoAsync(Cluster cluster, Exception reason)
    {
        try
        {
            await cluster.DisposeAsync();
        }
        catch (Exception exception)
        {
            reason.Data["left behind"] = exception.Message;
        }
    }
}
