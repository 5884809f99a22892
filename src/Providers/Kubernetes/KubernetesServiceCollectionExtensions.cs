using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Scalewright.Providers;
using Scalewright.Providers.Kubernetes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register a Kubernetes cluster.</summary>
public static class KubernetesServiceCollectionExtensions
{
    /// <summary>
    /// Registers the cluster as the provider, as <see cref="IProvider"/> and as <see cref="KubernetesProvider"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Cluster access and pod settings. A registered <see cref="TimeProvider"/> replaces the
    /// system's clock.</param>
    public static IServiceCollection AddKubernetesProvider(this IServiceCollection services, KubernetesOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new KubernetesProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock
                ? options with
                {
                    Clock = clock,
                }
                : options,
            container.GetService<ILogger<KubernetesProvider>>()
        ));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<KubernetesProvider>());
        return services;
    }
}
