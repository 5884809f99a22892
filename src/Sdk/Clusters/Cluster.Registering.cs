using Scalewright.Clusters.Registering;
using Scalewright.Providers;

namespace Scalewright.Clusters;

// What other programs see of it, when it has a register.
public sealed partial class Cluster
{
    private ValueList<string> _registeredNames = [];

    /// <summary>What the register holds; nothing when the cluster has none.</summary>
    /// <exception cref="ClusterException">The register is damaged or of another version.</exception>
    internal RegisterState Registered => _settings.Register?.Read() ?? RegisterState.Empty;

    /// <summary>Lets the register have the nodes that are wanted, and no others of this cluster. What is registered of a node besides stays.</summary>
    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        if (_settings.Register is not { } register)
        {
            return;
        }

        ValueList<string> wanted = Topology.Nodes.Select(static node => node.Name).ToValueList();
        RegisteredNode[] nodes = [.. wanted.Select(name => new RegisteredNode(name, AddressOf(name) is { Length: > 0 } address ? address : name))];
        await register.ChangeAsync(
            state =>
            {
                RegisterState left = _registeredNames.Except(wanted, StringComparer.Ordinal).Aggregate(state, static (known, name) => known.Without(name));
                return nodes.Aggregate(left, static (known, node) => known.With((known.Find(node.Name) ?? node) with { Address = node.Address }));
            },
            cancellationToken);
        _registeredNames = wanted;
    }

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

    /// <summary>Where a node is reached; empty when the place does not tell.</summary>
    internal string AddressOf(string node) => Provider is IKnowsAddresses place && _journal.State.Find(Planning.StepTarget.Node, node) is { } entry
        ? place.FindAddress(entry.ToResource(Owner, Epoch))
        : "";
}
