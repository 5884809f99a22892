namespace Scalewright.Providers.Guarded;

/// <summary>Finds addresses of nodes behind a guard.</summary>
internal sealed class GuardedAddresses(IKnowsAddresses inner, ProviderGuard guard) : IKnowsAddresses
{
    public string FindAddress(Resource node) => guard.Ask(nameof(FindAddress), () => inner.FindAddress(node));
}
