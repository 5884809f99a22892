using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Clusters;

/// <summary>Handle of a live node. Stays valid when the node is recreated with the same name.</summary>
public sealed partial class Node
{
    private readonly Cluster _cluster;

    internal Node(Cluster cluster, string group, NodeSpec spec) => (_cluster, Group, Spec) = (cluster, group, spec);

    internal Node(Node node, PartitionLease lease)
        : this(node._cluster, node.Group, node.Spec) => Lease = lease;

    /// <summary>Host name.</summary>
    public string Name => Spec.Name;

    /// <summary>Name of the group.</summary>
    public string Group { get; }

    /// <summary>Desired specification when this handle was created.</summary>
    public NodeSpec Spec { get; }

    /// <summary>State as known to the cluster.</summary>
    public NodeState State => _cluster.GetState(this);

    /// <summary>
    /// Address or host name at which the node is reached, with its port if not the default: <c>10.0.0.7</c>,
    /// <c>lab4:2201</c>. Empty if the provider does not know it (yet), or if the node does not exist. Always empty in
    /// the simulation, where nodes have only host names. Makes no request to the backend.
    /// </summary>
    public string Address => _cluster.GetAddress(Name);

    internal Cluster Cluster => _cluster;

    internal PartitionLease? Lease { get; }

    /// <summary>Runs a command until it exits.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="cancellationToken">Ends the command on the node.</param>
    /// <exception cref="AgentException">The node cannot be reached, the connection broke, or the node was removed while
    /// the command ran (<see cref="ProblemCode.ResourceNotFound"/>). In the last two cases it is unknown whether the
    /// command completed.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    /// <example>
    /// Runs a command on one node:
    /// <code>
    /// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
    /// await using SimulationProvider provider = new() { Seed = 1 };
    /// await provider.RunAsync(async cancellationToken =&gt;
    /// {
    ///     await using Cluster cluster =
    ///         await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(cancellationToken);
    ///     CommandResult result = await cluster.Nodes["web-1"].RunAsync(["hostname"], cancellationToken);
    ///     Console.WriteLine(result.Succeeded);
    /// });
    /// </code>
    /// </example>
    public Task<CommandResult> RunAsync(ValueList<string> command, CancellationToken cancellationToken = default) =>
        RunAsync(new CommandRequest(command), cancellationToken);

    /// <inheritdoc cref="RunAsync(ValueList{string}, CancellationToken)"/>
    /// <param name="request">The command.</param>
    /// <param name="cancellationToken">Ends the command on the node.</param>
    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _cluster.CallAsync(
            this,
            "run",
            (connection, token) => NodeCommandRunner.RunAsync(_cluster.Provider.Name, Name, connection, request, token),
            request.IsIdempotent,
            cancellationToken
        );
    }

    /// <summary>Checks that the node responds.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Response time.</returns>
    /// <exception cref="AgentException">No response arrived in time.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) =>
        _cluster.CallAsync(this, "ping", (connection, token) => connection.PingAsync(token), isIdempotent: true, cancellationToken);

    /// <summary>Returns name and state.</summary>
    public override string ToString() => $"{Name} ({State})";
}

/// <summary>Reservation of the nodes of a partition. Each node handle of the partition checks it.</summary>
internal sealed class PartitionLease(string name, Func<ValueTask> release)
{
    private Func<ValueTask>? _release = release;

    /// <exception cref="ObjectDisposedException">The nodes were released.</exception>
    public void ThrowIfReleased()
    {
        if (Volatile.Read(ref _release) is null)
        {
            throw new ObjectDisposedException(
                $"Partition '{name}'",
                "its nodes were released when it was disposed and may belong to another partition; get them from "
                    + "Cluster.Nodes or ask for a partition again"
            );
        }
    }

    /// <summary>Releases the nodes. Idempotent.</summary>
    public ValueTask EndAsync() => Interlocked.Exchange(ref _release, null)?.Invoke() ?? ValueTask.CompletedTask;
}
