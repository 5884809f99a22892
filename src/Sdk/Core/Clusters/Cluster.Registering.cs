using Scalewright.Clusters.Registering;
using Scalewright.Providers;

namespace Scalewright.Clusters;

// What other programs see of it, when it has a register.
public sealed partial class Cluster
{
    private ValueList<string> _registeredNames = [];

    // Taken out while they are not there, with what others registered of them.
    private ValueList<RegisteredNode> _away = [];

    /// <summary>What the register holds; nothing when the cluster has none.</summary>
    /// <exception cref="ClusterException">The register is damaged or of another version.</exception>
    internal RegisterState Registered => _settings.Register?.Read() ?? RegisterState.Empty;

    /// <summary>Lets the register have the nodes that are wanted and there, and no others of this cluster but those that a partition holds. What is registered of a node besides stays,
    /// also while the node is away.</summary>
    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        if (_settings.Register is not { } register)
        {
            return;
        }

        HashSet<string> wanted = new(Topology.Nodes.Select(static node => node.Name), StringComparer.Ordinal);
        RegisteredNode[] there = [.. Topology.Nodes.Where(node => StateOf(node.Name) != NodeState.Missing).Select(node => EntryOf(node.Name))];
        string[] away = [.. _registeredNames.Except(there.Select(static node => node.Name), StringComparer.Ordinal)];
        ValueList<RegisteredNode> gone = [];
        RegisterState after = await register.ChangeAsync(
            state =>
            {
                gone = [.. away.Where(name => !wanted.Contains(name) || state.HolderOf(name) is null).Select(state.Find).OfType<RegisteredNode>()];
                RegisterState left = gone.Aggregate(state, static (known, node) => known.Without(node.Name));
                return there.Aggregate(left, (known, node) => known.With((known.Find(node.Name) ?? _away.FirstOrDefault(before => before.Name == node.Name) ?? node) with { Address = node.Address }));
            },
            cancellationToken);
        _registeredNames = [.. there.Select(static node => node.Name), .. away.Where(name => after.Find(name) is not null)];
        _away = [.. _away.Concat(gone).Where(node => wanted.Contains(node.Name) && !_registeredNames.Contains(node.Name, StringComparer.Ordinal))];
    }

    private RegisteredNode EntryOf(string node) => new(node, AddressOf(node) is { Length: > 0 } address ? address : node);

    /// <summary>Nodes of this cluster that stand in partitions of the register; those that were taken here do, too.</summary>
    private ValueList<string> BusyNodes() => Registered.Partitions.SelectMany(static partition => partition.Nodes).ToValueList();

    /// <summary>Tells the register of a partition; without it the nodes are not taken.</summary>
    private async Task RecordAsync(string name, ValueList<string> taken, CancellationToken cancellationToken)
    {
        if (_settings.Register is not { } register)
        {
            return;
        }

        bool isRecorded = false;
        try
        {
            await register.ChangeAsync(state => state.WithPartition(name, taken), cancellationToken);
            isRecorded = true;
        }
        finally
        {
            if (!isRecorded)
            {
                _partitions.Release(name, taken);
            }
        }
    }

    private Task EraseAsync(string name) =>
        _settings.Register?.ChangeAsync(state => state.WithoutPartition(name), CancellationToken.None) ?? Task.CompletedTask;

    /// <summary>Where a node is reached, with its port where that is not the usual one; empty when the place does not tell.</summary>
    internal string AddressOf(string node) => Provider.Find<IKnowsAddresses>() is { } place && Shown.Find(Planning.StepTarget.Node, node) is { } entry
        ? place.FindAddress(entry.ToResource(Owner, Epoch))
        : "";
}
