using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Planning;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Inspects clusters that this program does not hold: reads their state without opening it, and asks the provider.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The provider stays its owner's to dispose.")]
internal static class ClusterReader
{
    public static async Task<ClusterInspection> InspectAsync(
        string folder, IProvider provider, ClusterSettings settings, CancellationToken cancellationToken)
    {
        MeasuredProvider measured = new(provider);
        DurableStoreOptions options = ClusterOpener.StoreOptions(measured, settings, "inspect");
        (ClusterState state, ClusterRecord record) = ClusterRecordReader.Read(ClusterOpener.DiskOf(measured, settings.Files), folder, options);
        Owner owner = record.Owner;
        Inspector inspector = new(measured, state, owner, settings, resources => RefuseOlder(resources, folder, state, options));
        Inspection found = await inspector.InspectAsync(state.Wanted, cancellationToken);
        NodeConditions conditions = ConditionsOf(found, measured, settings);
        return new ClusterInspection(state, owner, found.Resources, conditions) { Warnings = record.Warnings };
    }

    /// <summary>Opens a copy of a state in memory, which writes nowhere.</summary>
    public static async Task<Cluster> OpenAsync(string folder, IProvider provider, ClusterSettings settings, CancellationToken cancellationToken)
    {
        MeasuredProvider measured = new(provider);
        DurableStoreOptions options = ClusterOpener.StoreOptions(measured, settings, "read");
        (ClusterState state, ClusterRecord record) = ClusterRecordReader.Read(ClusterOpener.DiskOf(measured, settings.Files), folder, options);
        ValueList<Resource> resources = await measured.ObserveAsync(record.Owner, cancellationToken);
        RefuseOlder(resources, folder, state, options);
        ClusterJournal copy = ClusterJournal.Copy(state, record.Owner, record.Epoch, record.Warnings);
        return await ObserveAsync(new Cluster(measured, copy, WithoutEffects(settings)), cancellationToken);
    }

    /// <summary>Plans the adoption of a cluster whose state is lost: what fits is kept, the rest is removed.</summary>
    /// <param name="desired">The topology that the cluster was made of.</param>
    /// <param name="provider">Where its nodes live.</param>
    /// <param name="settings">How it behaves.</param>
    public static async Task<Plan> PlanAdoptionAsync(Topology desired, MeasuredProvider provider, ClusterSettings settings, CancellationToken cancellationToken)
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
        state.Apply(new ClusterChange { Wanted = [.. Planner.Plan(Topology.Empty, desired).Steps.Select(step => new StepEntry(step))] });
        ClusterJournal copy = ClusterJournal.Copy(state, new Owner(lineages[0], desired.Name), Epochs.LastOf(ours), []);
        await using Cluster cluster = await ObserveAsync(new Cluster(provider, copy, WithoutEffects(settings)), cancellationToken);
        return await cluster.PlanAsync(desired, cancellationToken);
    }

    private static ClusterSettings WithoutEffects(ClusterSettings settings) => settings with { Lifetime = ClusterLifetime.Kept, Logs = null, Register = null };

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

    private static NodeConditions ConditionsOf(Inspection found, MeasuredProvider provider, ClusterSettings settings)
    {
        NodeConditions conditions = new(node => found.State.Find(StepTarget.Node, node)?.Token);
        ClusterEvents silent = new(provider.Clock, first: null);
        conditions.Take(new Observation(found.State, found.Resources, settings.Drift, silent));
        return conditions;
    }

    // Numbers of changes are not compared: after the state was read, its holder may have requested more.
    /// <exception cref="ClusterException">Resources were made by a later holder than the state knows: it is an older copy.</exception>
    private static void RefuseOlder(ValueList<Resource> resources, string folder, ClusterState state, DurableStoreOptions options)
    {
        long seen = Epochs.LastOf(resources);
        if (seen > state.Epoch && !options.AcceptOlder)
        {
            throw new ClusterException(state.Name, ClusterProblems.OlderCopy(folder, state.Epoch, seen));
        }
    }
}

/// <summary>Who acted last, as far as tags tell. A holder that only removed things left none with its epoch.</summary>
internal static class Epochs
{
    /// <summary>Each holder has the epoch after that of the one before: nobody opens a cluster a million times without making anything.</summary>
    private const long UntaggedMax = 1_000_000;

    /// <summary>The highest epoch of the tags; 0 when there are none.</summary>
    public static long LastOf(IEnumerable<Resource> there) => there.Select(resource => resource.Tag.Epoch).DefaultIfEmpty().Max();

    /// <summary>An epoch above all that ever acted, for one who knows of the last of them by tags alone.</summary>
    public static long Above(long tagged) => tagged + UntaggedMax;
}
