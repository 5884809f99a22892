using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>A live node: a handle. It stays valid when the node is made again under its name.</summary>
public sealed partial class Node
{
    private readonly Cluster _cluster;

    internal Node(Cluster cluster, string group, NodeSpec spec) => (_cluster, Group, Spec) = (cluster, group, spec);

    internal Node(Node node, PartitionHold hold)
        : this(node._cluster, node.Group, node.Spec) => Hold = hold;

    /// <summary>Host name.</summary>
    public string Name => Spec.Name;

    /// <summary>Name of its group.</summary>
    public string Group { get; }

    /// <summary>What it was wanted to be when this handle was taken.</summary>
    public NodeSpec Spec { get; }

    /// <summary>What it is doing, as far as the cluster knows.</summary>
    public NodeState State => _cluster.StateOf(this);

    /// <summary>What it belongs to.</summary>
    internal Cluster Cluster => _cluster;

    /// <summary>The partition that it was taken from; null: none.</summary>
    internal PartitionHold? Hold { get; }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="words">The program and its arguments.</param>
    /// <param name="cancellationToken">Ends the command on the node.</param>
    /// <exception cref="AgentException">The node cannot be reached, or the connection broke, or the node was removed while the command ran (<see cref="ProblemCode.ResourceGone"/>): then nobody knows
    /// whether the command ran to its end.</exception>
    /// <exception cref="ClusterException">The node is not there.</exception>
    public Task<CommandResult> RunAsync(ValueList<string> words, CancellationToken cancellationToken = default) => RunAsync(new CommandRequest(words), cancellationToken);

    /// <inheritdoc cref="RunAsync(ValueList{string}, CancellationToken)"/>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the command on the node.</param>
    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _cluster.CallAsync(this, "run", (connection, token) => ProviderCalls.RunAsync(_cluster.Provider.Name, Name, connection, request, token), request.IsRepeatable, cancellationToken);
    }

    /// <summary>Asks whether the node is there.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How long the answer took.</returns>
    /// <exception cref="AgentException">No answer came in time.</exception>
    /// <exception cref="ClusterException">The node is not there.</exception>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        _cluster.CallAsync(this, "ping", (connection, token) => connection.PingAsync(token), isRepeatable: true, cancellationToken);

    /// <summary>Name and state.</summary>
    public override string ToString() => $"{Name} ({State})";
}

/// <summary>Whether a partition still has its nodes. Every handle that it gave out asks.</summary>
internal sealed class PartitionHold(string name, Func<ValueTask> release)
{
    private Func<ValueTask>? _release = release;

    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public void ThrowIfOver()
    {
        if (Volatile.Read(ref _release) is null)
        {
            throw new ObjectDisposedException($"Partition '{name}'", "its nodes were given back when it was disposed, and may be another's by now; take them from Cluster.Nodes or ask for a partition again");
        }
    }

    /// <summary>Gives them back; the second time does nothing.</summary>
    public ValueTask EndAsync() => Interlocked.Exchange(ref _release, null)?.Invoke() ?? ValueTask.CompletedTask;
}
