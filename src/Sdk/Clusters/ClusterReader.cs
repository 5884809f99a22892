using System.Diagnostics.CodeAnalysis;
using Scalewright.Clusters.State;
using Scalewright.Clusters.Telemetry;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Inspects clusters that this program does not hold: reads their state without opening it, and asks the provider.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "The provider stays its owner's to dispose.")]
internal static class ClusterReader
{
    public static async Task<ClusterInspection> InspectAsync(
        string folder, IProvider provider, ClusterSettings settings, CancellationToken cancellationToken)
    {
        MeasuredProvider measured = new(provider);
        IFileSystem files = ClusterOpener.DiskOf(measured, settings.Files);
        if (!StoreFolder.HasState(files, folder))
        {
            throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder));
        }

        DurableStoreOptions options = ClusterOpener.StoreOptions(measured, settings, "inspect");
        ClusterState state = new();
        StoreOpening opening = StoreReader.Read(files, folder, state, options);
        if (state.Name.Length == 0)
        {
            throw ClusterException.OfFolder(folder, ClusterProblems.NoState(folder));
        }

        Owner owner = new(opening.Mark.Lineage, state.Name);
        Inspector inspector = new(measured, state, owner, settings, resources => RefuseOlder(resources, folder, state, options));
        Inspection found = await inspector.InspectAsync(state.Wanted, cancellationToken);
        NodeConditions conditions = ConditionsOf(found, measured, settings);
        return new ClusterInspection(state, owner, found.Resources, conditions, settings.Planted) { Warnings = opening.Warnings };
    }

    private static NodeConditions ConditionsOf(Inspection found, MeasuredProvider provider, ClusterSettings settings)
    {
        NodeConditions conditions = new(node => found.State.Find(Planning.StepTarget.Node, node)?.Token, settings.Planted);
        ClusterEvents silent = new(provider.Clock, first: null);
        conditions.Take(new Observation(found.State, found.Resources, settings.Drift, silent));
        return conditions;
    }

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
