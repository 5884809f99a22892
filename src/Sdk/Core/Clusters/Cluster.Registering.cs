using Scalewright.Clusters.Registry;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <content>Registration of the nodes in the register of several clusters.</content>
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

        HashSet<string> desired = new(Topology.Nodes.Select(static node => node.Name), StringComparer.Ordinal);
        RegisteredNode[] existing =
        [
            .. Topology.Nodes.Where(node => GetState(node.Name) != NodeState.Missing).Select(node => CreateEntry(node.Name)),
        ];
        string[] unlisted = [.. _registeredNames.Except(existing.Select(static node => node.Name), StringComparer.Ordinal)];
        ValueList<RegisteredNode> removed = [];
        NodeRegistryState after = await register.UpdateAsync(
            state =>
            {
                removed =
                [
                    .. unlisted
                        .Where(name => !desired.Contains(name) || state.FindHolder(name) is null)
                        .Select(state.Find)
                        .OfType<RegisteredNode>(),
                ];
                NodeRegistryState kept = removed.Aggregate(state, static (registry, node) => registry.WithoutNode(node.Name));
                return existing.Aggregate(kept, (registry, node) =>
                    registry.WithNode(
                        (registry.Find(node.Name) ?? _away.FirstOrDefault(before => before.Name == node.Name) ?? node) with
                        {
                            Address = node.Address,
                        }
                    )
                );
            },
            cancellationToken
        );
        _registeredNames = [.. existing.Select(static node => node.Name), .. unlisted.Where(name => after.Find(name) is not null)];
        _away =
        [
            .. _away
                .Concat(removed)
                .Where(node => desired.Contains(node.Name) && !_registeredNames.Contains(node.Name, StringComparer.Ordinal)),
        ];
    }

    private RegisteredNode CreateEntry(string node) => new(node, GetAddress(node) is { Length: > 0 } address ? address : node);

    /// <summary>Returns the nodes in all partitions of the register, including partitions of this process.</summary>
    private ValueList<string> BusyNodes() => Registered.Partitions.SelectMany(static partition => partition.Nodes).ToValueList();

    /// <summary>Records a partition in the register; releases the nodes if that fails.</summary>
    private async Task RecordAsync(string name, ValueList<string> acquired, CancellationToken cancellationToken)
    {
        if (_settings.NodeRegistry is not { } register)
        {
            return;
        }

        bool isRecorded = false;
        try
        {
            await register.UpdateAsync(state => state.WithPartition(name, acquired), cancellationToken);
            isRecorded = true;
        }
        finally
        {
            if (!isRecorded)
            {
                _partitions.Release(name, acquired);
            }
        }
    }

    private Task RemoveRecordAsync(string name) =>
        _settings.NodeRegistry?.UpdateAsync(state => state.WithoutPartition(name), CancellationToken.None) ?? Task.CompletedTask;

    /// <summary>Returns the address of a node, with its port if not the default; empty if unknown.</summary>
    internal string GetAddress(string node) =>
        Provider.Find<INodeAddresses>() is { } addresses && Shown.Find(Planning.StepTarget.Node, node) is { } entry
            ? addresses.FindAddress(entry.ToResource(Owner, Epoch))
            : "";
}
