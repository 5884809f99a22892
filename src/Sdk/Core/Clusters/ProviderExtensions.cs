using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Extensions of providers.</summary>
public static class ProviderExtensions
{
    /// <summary>
    /// Wraps a provider as a cluster does: measures its calls and those of its capabilities, and checks the responses.
    /// </summary>
    /// <param name="provider">The provider.</param>
    /// <returns>The wrapper. It cannot be cast to the type of the provider. Its queries throw a
    /// <see cref="ProviderException"/> for an invalid list and for every exception that the contract does not allow.
    /// </returns>
    /// <exception cref="ProviderException">The provider accepts no requests: its <see cref="IProvider.MaxBatchSize"/> is below
    /// 1.</exception>
    public static GuardedProvider Guard(this IProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return GuardedProvider.Over(provider);
    }
}
