using Scalewright.Clusters.State;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Reads the state of clusters and queries the provider, without acquiring the lease.</summary>
internal static class ClusterReader
{
    public static async Task<ClusterInspection> InspectAsync(
        string folder,
        IProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider guarded = GuardedProvider.Over(provider);
        DurableStoreOptions options = StateOpener.GetStoreOptions(guarded, settings, "inspect");
        (ClusterState state, ClusterRecord record) = ClusterRecordReader.Read(
            StateOpener.GetFileSystem(guarded, settings.FileSystem),
            folder,
            options
        );
        Owner owner = record.Owner;
        Inspector inspector = new(guarded, state, owner, settings, resources => ThrowIfOlder(resources, folder, state, options));
        Inspection inspection = await inspector.InspectAsync(state.Desired, cancellationToken);
        NodeStatusTable statuses = CreateStatuses(inspection, guarded, settings);
        return new ClusterInspection(state, owner, inspection.Resources, statuses) { Warnings = record.Warnings };
    }

    /// <summary>Opens an in-memory copy of a state, which is never written to disk.</summary>
    public static async Task<Cluster> OpenAsync(
        string folder,
        IProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        GuardedProvider guarded = GuardedProvider.Over(provider);
        DurableStoreOptions options = StateOpener.GetStoreOptions(guarded, settings, "read");
        (ClusterState state, ClusterRecord record) = ClusterRecordReader.Read(
            StateOpener.GetFileSystem(guarded, settings.FileSystem),
            folder,
            options
        );
        ValueList<Resource> resources = await guarded.ObserveAsync(record.Owner, cancellationToken);
        ThrowIfOlder(resources, folder, state, options);
        ClusterJournal copy = ClusterJournal.Copy(state, record.Owner, record.Epoch, record.Warnings);
        return await ObserveAsync(new Cluster(guarded, copy, WithoutEffects(settings)), cancellationToken);
    }

    /// <summary>Plans the adoption of a cluster whose state is lost. Keeps matching resources and removes
    /// others.</summary>
    /// <param name="desired">Topology from which the cluster was created.</param>
    public static async Task<Plan> PlanAdoptionAsync(
        Topology desired,
        GuardedProvider provider,
        ClusterOptions settings,
        CancellationToken cancellationToken
    )
    {
        ValueList<Resource> allResources = await provider.ObserveAsync(null, cancellationToken);
        Resource[] clusterResources = [.. allResources.Where(resource => resource.Tag.Owner.Cluster == desired.Name)];
        Lineage[] lineages = [.. clusterResources.Select(resource => resource.Tag.Owner.Lineage).Distinct()];
        if (lineages.Length != 1)
        {
            return lineages.Length == 0
                ? Planner.Plan(Topology.Empty, desired)
                : throw new ClusterException(desired.Name, ClusterProblems.ManyLineages(desired.Name, lineages));
        }

        ClusterState state = new();
        state.Apply(new ClusterChange { Name = desired.Name });
        state.Apply(new ClusterChange { Wanted = [.. Planner.Plan(Topology.Empty, desired).Steps.Select(step => new StepEntry(step))] });
        ClusterJournal copy = ClusterJournal.Copy(
            state,
            new Owner(lineages[0], desired.Name),
            EpochScanner.GetHighest(clusterResources),
            []
        );
        await using Cluster cluster = await ObserveAsync(new Cluster(provider, copy, WithoutEffects(settings)), cancellationToken);
        return await cluster.PlanAsync(desired, cancellationToken);
    }

    private static ClusterOptions WithoutEffects(ClusterOptions settings) =>
        settings with
        {
            Lifetime = ClusterLifetime.Persistent,
            NodeLogs = null,
            NodeRegistry = null,
        };

    private static async Task<Cluster> ObserveAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.ObserveAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static NodeStatusTable CreateStatuses(Inspection inspection, GuardedProvider provider, ClusterOptions settings)
    {
        NodeStatusTable statuses = new(
            node => inspection.State.Find(StepTarget.Node, node)?.Token,
            provider.Clock,
            settings.NodeStartTimeout
        );
        statuses.Apply(new ProviderObservation(inspection.State, inspection.Resources, settings.DriftPolicy));
        return statuses;
    }

    // Sequence numbers are not compared, because the lease holder may send requests after the state is read.
    /// <exception cref="ClusterException">The state is an older copy: a later lease holder created
    /// resources.</exception>
    private static void ThrowIfOlder(ValueList<Resource> resources, string folder, ClusterState state, DurableStoreOptions options)
    {
        long highestEpoch = EpochScanner.GetHighest(resources);
        if (highestEpoch > state.Epoch && !options.AllowOlderState)
        {
            throw new ClusterException(state.Name, ClusterProblems.OlderCopy(folder, state.Epoch, highestEpoch));
        }
    }
}

/// <summary>
/// Evaluates epochs in resource tags. No tag contains the epoch of a lease holder that created no resources.
/// </summary>
internal static class EpochScanner
{
    /// <summary>
    /// Assumed maximum number of consecutive lease holders that created no resources. Each increases the epoch by 1.
    /// </summary>
    private const long MaxUntagged = 1_000_000;

    /// <summary>Returns the highest epoch of the tags; 0 without resources.</summary>
    public static long GetHighest(IEnumerable<Resource> resources) =>
        resources.Select(resource => resource.Tag.Epoch).DefaultIfEmpty().Max();

    /// <summary>Returns an epoch above all earlier epochs, from the highest epoch of the tags.</summary>
    public static long Above(long highestTagged) => highestTagged + MaxUntagged;
}
