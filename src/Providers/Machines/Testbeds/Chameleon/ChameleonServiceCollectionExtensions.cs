using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scalewright.Providers.Chameleon;

/// <summary>Registers Chameleon as a service.</summary>
public static class ChameleonServiceCollectionExtensions
{
    /// <summary>Makes the testbed the provider of this container, as <see cref="IProvider"/> and as <see cref="ChameleonProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddChameleon(this IServiceCollection services, ChameleonOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new ChameleonProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock ? options with { Clock = clock } : options,
            container.GetService<ILogger<ChameleonProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<ChameleonProvider>());
        return services;
    }
}
