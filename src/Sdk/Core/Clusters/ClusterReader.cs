using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Inspects clusters without taking them over: reads their state and queries the provider.</summary>
internal static class ClusterReader
{
    public static async Task<ClusterInspection> InspectAsync(
        string folder, IProvider provider, ClusterOptions settings, CancellationToken cancellationToken)
    {
        InstrumentedProvider measured = new(provider);
        DurableStoreOptions options = ClusterOpener.StoreOptions(measured, settings, "inspect");
        (ClusterState state, ClusterRecord record) =
            ClusterRecordReader.Read(ClusterOpener.GetFileSystem(measured, settings.FileSystem), folder, options);
        Owner owner = record.Owner;
        Inspector inspector =
            new(measured, state, owner, settings, resources => ThrowIfOlder(resources, folder, state, options));
        Inspection found = await inspector.InspectAsync(state.Desired, cancellationToken);
        NodeStatusTable conditions = CreateStatuses(found, measured, settings);
        return new ClusterInspection(state, owner, found.Resources, conditions) { Warnings = record.Warnings };
    }

    /// <summary>Opens an in-memory copy of a state, which is never written to disk.</summary>
    public static async Task<Cluster> OpenAsync(
        string folder, IProvider provider, ClusterOptions settings, CancellationToken cancellationToken)
    {
        InstrumentedProvider measured = new(provider);
        DurableStoreOptions options = ClusterOpener.StoreOptions(measured, settings, "read");
        (ClusterState state, ClusterRecord record) =
            ClusterRecordReader.Read(ClusterOpener.GetFileSystem(measured, settings.FileSystem), folder, options);
        ValueList<Resource> resources = await measured.ObserveAsync(record.Owner, cancellationToken);
        ThrowIfOlder(resources, folder, state, options);
        ClusterJournal copy = ClusterJournal.Copy(state, record.Owner, record.Epoch, record.Warnings);
        return await ObserveAsync(new Cluster(measured, copy, WithoutEffects(settings)), cancellationToken);
    }

    /// <summary>Plans the adoption of a cluster with a lost state: keeps matching resources, removes others.</summary>
    /// <param name="desired">Topology from which the cluster was created.</param>
    public static async Task<Plan> PlanAdoptionAsync(
        Topology desired, InstrumentedProvider provider, ClusterOptions settings, CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await provider.ObserveAsync(null, cancellationToken);
        Resource[] ours = [.. there.Where(resource => resource.Tag.Owner.Cluster == desired.Name)];
        Lineage[] lineages = [.. ours.Select(resource => resource.Tag.Owner.Lineage).Distinct()];
        if (lineages.Length != 1)
        {
            return lineages.Length == 0
                ? Planner.Plan(Topology.Empty, desired)
                : throw new ClusterException(desired.Name, ClusterProblems.ManyLineages(desired.Name, lineages));
        }

        ClusterState state = new();
        state.Apply(new ClusterChange { Name = desired.Name });
        state.Apply(new ClusterChange { Wanted = [.. Planner.Plan(Topology.Empty, desired).Steps
            .Select(step => new StepEntry(step))] });
        ClusterJournal copy =
            ClusterJournal.Copy(state, new Owner(lineages[0], desired.Name), EpochScanner.GetHighest(ours), []);
        await using Cluster cluster =
            await ObserveAsync(new Cluster(provider, copy, WithoutEffects(settings)), cancellationToken);
        return await cluster.PlanAsync(desired, cancellationToken);
    }

    private static ClusterOptions WithoutEffects(ClusterOptions settings) =>
        settings with { Lifetime = ClusterLifetime.Persistent, NodeLogs = null, NodeRegistry = null };

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

    private static NodeStatusTable CreateStatuses(
        Inspection found, InstrumentedProvider provider, ClusterOptions settings)
    {
        NodeStatusTable statuses = new(node => found.State.Find(StepTarget.Node, node)?.Token);
        ClusterEvents events = new(provider.Clock, first: null);
        statuses.Apply(new ProviderObservation(found.State, found.Resources, settings.DriftPolicy, events));
        return statuses;
    }

    // Sequences are not compared, because the lease holder may have made requests after the state was read.
    /// <exception cref="ClusterException">The state is an older copy: a later holder created resources.</exception>
    private static void ThrowIfOlder(
        ValueList<Resource> resources, string folder, ClusterState state, DurableStoreOptions options)
    {
        long seen = EpochScanner.GetHighest(resources);
        if (seen > state.Epoch && !options.AllowOlderState)
        {
            throw new ClusterException(state.Name, ClusterProblems.OlderCopy(folder, state.Epoch, seen));
        }
    }
}

/// <summary>
/// Evaluates epochs in resource tags. A holder that only removed resources left no tag with its epoch.
/// </summary>
internal static class EpochScanner
{
    /// <summary>
    /// Maximum number of consecutive holders that created no resources; each increases the epoch by 1.
    /// </summary>
    private const long MaxUntagged = 1_000_000;

    /// <summary>Returns the highest epoch of the tags; 0 without resources.</summary>
    public static long GetHighest(IEnumerable<Resource> there) =>
        there.Select(resource => resource.Tag.Epoch).DefaultIfEmpty().Max();

    /// <summary>Returns an epoch above all earlier epochs if only the tags are known.</summary>
    public static long Above(long tagged) => tagged + MaxUntagged;
}
