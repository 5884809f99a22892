using Scalewright.Providers;
using Scalewright.Providers.Grid5000;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="Grid5000Provider"/> as a service.</summary>
public static class Grid5000ServiceCollectionExtensions
{
    /// <summary>Registers <see cref="Grid5000Provider"/> as itself and as <see cref="IProvider"/>.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">API, sites and settings of reservations. A registered <see cref="TimeProvider"/> replaces
    /// the system clock.</param>
    public static IServiceCollection AddGrid5000Provider(this IServiceCollection services, Grid5000Options options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new Grid5000Provider(
            options with
            {
                Clock = container.ClockFor(options.Clock),
            },
            container.GetService<ILogger<Grid5000Provider>>()
        ));
    }
}
