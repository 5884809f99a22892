namespace Scalewright.Providers;

/// <summary>
/// Optional capability of a provider. Get it with <see cref="IProvider.Find{TCapability}"/>, never with a cast: a cast
/// does not reach a wrapped provider.
/// </summary>
/// <typeparam name="TSelf">The capability itself.</typeparam>
public interface IProviderCapability<TSelf>
    where TSelf : class, IProviderCapability<TSelf>
{
    /// <summary>
    /// Wraps a capability so that each of its calls passes through a guard. Required at compile time: an interface
    /// without this method does not compile.
    /// </summary>
    /// <param name="capability">The capability of a provider.</param>
    /// <param name="guard">Measures the calls, applies timeouts and checks the responses.</param>
    /// <returns>The wrapped capability.</returns>
    static abstract TSelf Guard(TSelf capability, ProviderGuard guard);
}
