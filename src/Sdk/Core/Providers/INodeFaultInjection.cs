namespace Scalewright.Providers;

/// <summary>
/// Injects faults into real nodes and reverts them. Opening an existing cluster reverts all faults of its nodes.
/// </summary>
/// <remarks>Records a fault in the backend before injecting it, so any later program can see and revert it.</remarks>
public interface INodeFaultInjection : IProviderCapability<INodeFaultInjection>
{
    /// <summary>Returns the faults that this provider cannot inject; empty if none. Injects nothing.</summary>
    /// <param name="fault">The faults to check.</param>
    ValueList<Problem> CheckFault(NodeFault fault);

    /// <summary>
    /// Immediately kills all programs of a node and ends a pause. The node and its link faults remain.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Cancels the attempt before it has started.</param>
    /// <exception cref="ProviderException">The node no longer exists, or its programs cannot be killed.</exception>
    Task KillAsync(Resource node, CancellationToken cancellationToken = default);

    /// <summary>Replaces the faults of a node; <see cref="NodeFault.None"/> reverts them all. Idempotent.</summary>
    /// <param name="node">The node.</param>
    /// <param name="fault">The faults that the node has afterwards.</param>
    /// <param name="cancellationToken">Cancels the attempt before it starts. A started attempt is completed.</param>
    /// <exception cref="ProviderException">The node no longer exists (no error if only reverting), or the injection
    /// failed. After a failed injection the node has no faults.</exception>
    Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default);

    /// <summary>Returns the active faults of a node, including those injected by other programs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ProviderException">The backend cannot be queried.</exception>
    Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default);

    static INodeFaultInjection IProviderCapability<INodeFaultInjection>.Guard(INodeFaultInjection capability, ProviderGuard guard) =>
        new GuardedFaultInjection(capability, guard);
}

internal sealed class GuardedFaultInjection(INodeFaultInjection inner, ProviderGuard guard) : INodeFaultInjection
{
    public ValueList<Problem> CheckFault(NodeFault fault) => guard.Query(nameof(CheckFault), () => inner.CheckFault(fault));

    public Task KillAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(KillAsync), token => inner.KillAsync(node, token), cancellationToken);

    public Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(InjectFaultAsync), token => inner.InjectFaultAsync(node, fault, token), cancellationToken);

    public Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.QueryAsync(nameof(ReadFaultAsync), token => inner.ReadFaultAsync(node, token), cancellationToken);
}
