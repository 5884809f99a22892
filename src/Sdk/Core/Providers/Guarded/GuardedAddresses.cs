namespace Scalewright.Providers.Guarded;

internal sealed class GuardedAddresses(IKnowsAddresses inner, ProviderGuard guard) : IKnowsAddresses
{
    public string FindAddress(Resource node) => guard.Ask(nameof(FindAddress), () => inner.FindAddress(node));
}
