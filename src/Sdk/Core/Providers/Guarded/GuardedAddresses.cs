namespace Scalewright.Providers.Guarded;

internal sealed class GuardedAddresses(INodeAddresses inner, ProviderGuard guard) : INodeAddresses
{
    public string FindAddress(Resource node) => guard.Query(nameof(FindAddress), () => inner.FindAddress(node));
}
