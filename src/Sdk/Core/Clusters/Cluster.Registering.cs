using Scalewright.Clusters.Registry;
using Scalewright.Providers;

namespace Scalewright.Clusters;

public sealed partial class Cluster
{
    private ValueList<string> _registeredNames = [];

    // Entries of desired nodes that were removed from the register while the nodes are missing, to restore their data.
    private ValueList<RegisteredNode> _away = [];

    /// <summary>Content of the register; empty without a register.</summary>
    /// <exception cref="ClusterException">The register is damaged or of another version.</exception>
    internal NodeRegistryState Registered => _settings.NodeRegistry?.Read() ?? NodeRegistryState.Empty;

    /// <summary>
    /// Registers the existing desired nodes and removes other nodes of this cluster, except desired nodes in a
    /// partition. Data that other programs registered for a node is kept, even while the node is missing.
    /// </summary>
    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        if (_settings.NodeRegistry is not { } register)
        {
            return;
        }

        HashSet<string> wanted = new(Topology.Nodes.Select(static node => node.Name), StringComparer.Ordinal);
        RegisteredNode[] there = [.. Topology.Nodes.Where(node => StateOf(node.Name) != NodeState.Missing)
            .Select(node => EntryOf(node.Name))];
        string[] away = [.. _registeredNames.Except(there.Select(static node => node.Name), StringComparer.Ordinal)];
        ValueList<RegisteredNode> gone = [];
        NodeRegistryState after = await register.UpdateAsync(
            state =>
            {
                gone = [.. away.Where(name => !wanted.Contains(name) || state.HolderOf(name) is null)
                    .Select(state.Find)
                    .OfType<RegisteredNode>()];
                NodeRegistryState left = gone.Aggregate(state, static (known, node) => known.WithoutNode(node.Name));
                return there.Aggregate(left, (known, node) => known.WithNode((known.Find(node.Name)
                    ?? _away.FirstOrDefault(before => before.Name == node.Name)
                    ?? node) with { Address = node.Address }));
            },
            cancellationToken);
        _registeredNames = [.. there.Select(static node => node.Name),
            .. away.Where(name => after.Find(name) is not null)];
        _away = [.. _away.Concat(gone).Where(
            node => wanted.Contains(node.Name) && !_registeredNames.Contains(node.Name, StringComparer.Ordinal))];
    }

    private RegisteredNode EntryOf(string node) =>
        new(node, AddressOf(node) is { Length: > 0 } address ? address : node);

    /// <summary>Returns the nodes in all partitions of the register, including partitions of this process.</summary>
    private ValueList<string> BusyNodes() =>
        Registered.Partitions.SelectMany(static partition => partition.Nodes).ToValueList();

    /// <summary>Records a partition in the register; releases the nodes if that fails.</summary>
    private async Task RecordAsync(string name, ValueList<string> taken, CancellationToken cancellationToken)
    {
        if (_settings.NodeRegistry is not { } register)
        {
            return;
        }

        bool isRecorded = false;
        try
        {
            await register.UpdateAsync(state => state.WithPartition(name, taken), cancellationToken);
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
        _settings.NodeRegistry?.UpdateAsync(state => state.WithoutPartition(name), CancellationToken.None)
        ?? Task.CompletedTask;

    /// <summary>Returns the address of a node, with its port if not the default; empty if unknown.</summary>
    internal string AddressOf(string node) =>
        Provider.Find<INodeAddresses>() is { } place && Shown.Find(Planning.StepTarget.Node, node) is { } entry
            ? place.FindAddress(entry.ToResource(Owner, Epoch))
            : "";
}
