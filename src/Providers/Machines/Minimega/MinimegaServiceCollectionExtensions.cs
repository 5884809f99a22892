using Scalewright.Providers;
using Scalewright.Providers.Minimega;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="MinimegaProvider"/> as a service.</summary>
public static class MinimegaServiceCollectionExtensions
{
    /// <summary>
    /// Registers minimega as the provider, as <see cref="IProvider"/> and as <see cref="MinimegaProvider"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">Socket of the server and settings of nodes; null for the defaults. A registered
    /// <see cref="TimeProvider"/> replaces the system clock.</param>
    public static IServiceCollection AddMinimegaProvider(this IServiceCollection services, MinimegaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        MinimegaOptions effective = options ?? new MinimegaOptions();
        return services.AddProvider(container => new MinimegaProvider(
            effective with
            {
                Clock = container.ClockFor(effective.Clock),
            },
            container.GetService<ILogger<MinimegaProvider>>()
        ));
    }
}
