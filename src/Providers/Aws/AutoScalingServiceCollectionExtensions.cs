using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Scalewright.Providers;
using Scalewright.Providers.AutoScaling;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register an AutoScaling provider.</summary>
public static class AutoScalingServiceCollectionExtensions
{
    /// <summary>
    /// Registers the provider of this container, as <see cref="IProvider"/> and as <see cref="AutoScalingProvider"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Address, credentials and settings. A registered <see cref="TimeProvider"/> replaces the
    /// system's clock.</param>
    public static IServiceCollection AddAutoScalingProvider(this IServiceCollection services, AutoScalingOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(container => new AutoScalingProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock
                ? options with
                {
                    Clock = clock,
                }
                : options,
            container.GetService<ILogger<AutoScalingProvider>>()
        ));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<AutoScalingProvider>());
        return services;
    }
}
