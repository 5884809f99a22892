using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Kubernetes;

/// <summary>Registers a Kubernetes cluster as a service.</summary>
public static class KubernetesServiceCollectionExtensions
{
    /// <summary>Makes a cluster the provider of this container, as <see cref="IProvider"/> and as <see cref="KubernetesProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddKubernetes(this IServiceCollection services, KubernetesProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new KubernetesProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock ? options with { Clock = clock } : options,
            container.GetService<ILogger<KubernetesProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<KubernetesProvider>());
        return services;
    }
}
