namespace Scalewright.Providers;

/// <summary>An optional capability of a provider. Ask for one by <see cref="IProvider.Find{TCapability}"/>, never by a cast: a cast does
/// not reach through a provider that wraps another one.</summary>
/// <typeparam name="TSelf">The capability itself.</typeparam>
public interface IProviderCapability<TSelf>
    where TSelf : class, IProviderCapability<TSelf>
{
    /// <summary>Wraps a capability so that each of its calls passes a guard. An interface that has no such method does not compile.</summary>
    /// <param name="capability">The capability of a provider.</param>
    /// <param name="guard">Measures the calls, limits them in time and checks their answers.</param>
    /// <returns>The same capability behind the guard.</returns>
    static abstract TSelf Guard(TSelf capability, ProviderGuard guard);
}
