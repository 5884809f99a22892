using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Registers a place of the AutoScaling API as a service.</summary>
public static class AutoScalingServiceCollectionExtensions
{
    /// <summary>
    /// Makes such a place the provider of this container, as <see cref="IProvider"/> and as
    /// <see cref="AutoScalingProvider"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the
    /// system's clock.</param>
    public static IServiceCollection AddAutoScaling(this IServiceCollection services, AutoScalingOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new AutoScalingProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock
                ? options with { Clock = clock }
                : options,
            container.GetService<ILogger<AutoScalingProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<AutoScalingProvider>());
        return services;
    }
}
