using Scalewright.Providers;
using Scalewright.Providers.IotLab;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="IotLabProvider"/> as a service.</summary>
public static class IotLabServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IotLabProvider"/> as itself and as <see cref="IProvider"/>.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">API, sites and settings of reservations. A registered <see cref="TimeProvider"/> replaces
    /// the system clock.</param>
    public static IServiceCollection AddIotLabProvider(this IServiceCollection services, IotLabOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new IotLabProvider(
            options with
            {
                Clock = container.ClockFor(options.Clock),
            },
            container.GetService<ILogger<IotLabProvider>>()
        ));
    }
}
