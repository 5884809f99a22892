using Microsoft.Extensions.DependencyInjection;

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
        return services.AddProvider(container => new Grid5000Provider(options with { Clock = container.ClockFor(options.Clock) }, container.GetService<ILogger<Grid5000Provider>>()));
    }
}
