using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scalewright.Providers.Grid5000;

/// <summary>Registers Grid'5000 as a service.</summary>
public static class Grid5000ServiceCollectionExtensions
{
    /// <summary>Makes the testbed the provider of this container, as <see cref="IProvider"/> and as <see cref="Grid5000Provider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddGrid5000(this IServiceCollection services, Grid5000Options options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new Grid5000Provider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock ? options with { Clock = clock } : options,
            container.GetService<ILogger<Grid5000Provider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<Grid5000Provider>());
        return services;
    }
}
