using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.IotLab;

/// <summary>Registers FIT IoT-LAB as a service.</summary>
public static class IotLabServiceCollectionExtensions
{
    /// <summary>Makes the testbed the provider of this container, as <see cref="IProvider"/> and as <see cref="IotLabProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and who; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddIotLab(this IServiceCollection services, IotLabOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new IotLabProvider(options with { Clock = container.ClockFor(options.Clock) }, container.GetService<ILogger<IotLabProvider>>()));
    }
}
