using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.Vagrant;

/// <summary>Registers Vagrant as a service.</summary>
public static class VagrantServiceCollectionExtensions
{
    /// <summary>Makes Vagrant the provider of this container, as <see cref="IProvider"/> and as <see cref="VagrantProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where and what; a <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddVagrant(this IServiceCollection services, VagrantOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new VagrantProvider(options with { Clock = container.ClockFor(options.Clock) }, container.GetService<ILogger<VagrantProvider>>()));
    }
}
