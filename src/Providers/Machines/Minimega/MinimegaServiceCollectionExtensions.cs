using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scalewright.Providers.Minimega;

/// <summary>Registers a minimega server as a service.</summary>
public static class MinimegaServiceCollectionExtensions
{
    /// <summary>Makes a minimega server the provider of this container, as <see cref="IProvider"/> and as <see cref="MinimegaProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where it is, and what it makes of nodes; null: the defaults. A <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddMinimega(this IServiceCollection services, MinimegaProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        MinimegaProviderOptions wanted = options ?? new MinimegaProviderOptions();
        services.TryAddSingleton(container => new MinimegaProvider(
            wanted.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock ? wanted with { Clock = clock } : wanted,
            container.GetService<ILogger<MinimegaProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<MinimegaProvider>());
        return services;
    }
}
