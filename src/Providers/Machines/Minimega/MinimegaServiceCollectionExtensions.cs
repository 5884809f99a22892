using Microsoft.Extensions.DependencyInjection;

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
        return services.AddProvider(container => new MinimegaProvider(wanted with { Clock = container.ClockFor(wanted.Clock) }, container.GetService<ILogger<MinimegaProvider>>()));
    }
}
