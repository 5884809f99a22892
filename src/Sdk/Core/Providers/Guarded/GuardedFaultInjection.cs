namespace Scalewright.Providers.Guarded;

internal sealed class GuardedFaultInjection(INodeFaultInjection inner, ProviderGuard guard) : INodeFaultInjection
{
    public ValueList<Problem> CheckFault(NodeFault fault) =>
        guard.Query(nameof(CheckFault), () => inner.CheckFault(fault));

    public Task KillAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(KillAsync), token => inner.KillAsync(node, token), cancellationToken);

    public Task InjectFaultAsync(Resource node, NodeFault fault, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(
            nameof(InjectFaultAsync), token => inner.InjectFaultAsync(node, fault, token), cancellationToken);

    public Task<NodeFault> ReadFaultAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.QueryAsync(nameof(ReadFaultAsync), token => inner.ReadFaultAsync(node, token), cancellationToken);
}
