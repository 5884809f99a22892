using Scalewright.Providers;
using Scalewright.Providers.Local;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="LocalProvider"/> as a service.</summary>
public static class LocalServiceCollectionExtensions
{
    /// <summary>
    /// Registers this machine as the provider, as <see cref="IProvider"/> and as <see cref="LocalProvider"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">Folder, isolation and limits of nodes; null for the defaults. A registered
    /// <see cref="TimeProvider"/> replaces the system clock.</param>
    public static IServiceCollection AddLocalProvider(this IServiceCollection services, LocalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        LocalOptions effective = options ?? new LocalOptions();
        return services.AddProvider(container => new LocalProvider(
            effective with
            {
                Clock = container.ClockFor(effective.Clock),
            },
            container.GetService<ILogger<LocalProvider>>()
        ));
    }
}
