namespace Scalewright.Providers.Guarded;

internal sealed class GuardedFaultInjection(IHarmsNodes inner, ProviderGuard guard) : IHarmsNodes
{
    public ValueList<Problem> CheckHarm(NodeHarm harm) => guard.Ask(nameof(CheckHarm), () => inner.CheckHarm(harm));

    public Task KillAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(KillAsync), token => inner.KillAsync(node, token), cancellationToken);

    public Task HarmAsync(Resource node, NodeHarm harm, CancellationToken cancellationToken = default) =>
        guard.ChangeAsync(nameof(HarmAsync), token => inner.HarmAsync(node, harm, token), cancellationToken);

    public Task<NodeHarm> ReadHarmAsync(Resource node, CancellationToken cancellationToken = default) =>
        guard.QueryAsync(nameof(ReadHarmAsync), token => inner.ReadHarmAsync(node, token), cancellationToken);
}
