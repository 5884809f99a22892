using Scalewright.Providers;
using Scalewright.Providers.Chameleon;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="ChameleonProvider"/> as a service.</summary>
public static class ChameleonServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ChameleonProvider"/> as itself and as <see cref="IProvider"/>.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">Sites, credentials and settings of leases. A registered <see cref="TimeProvider"/>
    /// replaces the system clock.</param>
    public static IServiceCollection AddChameleonProvider(this IServiceCollection services, ChameleonOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new ChameleonProvider(
            options with
            {
                Clock = container.ClockFor(options.Clock),
            },
            container.GetService<ILogger<ChameleonProvider>>()
        ));
    }
}
