using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.Chameleon;

/// <summary>Registers Chameleon as a service.</summary>
public static class ChameleonServiceCollectionExtensions
{
    /// <summary>Makes the testbed the provider of this container, as <see cref="IProvider"/> and as <see cref="ChameleonProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddChameleon(this IServiceCollection services, ChameleonOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new ChameleonProvider(options with { Clock = container.ClockFor(options.Clock) }, container.GetService<ILogger<ChameleonProvider>>()));
    }
}
