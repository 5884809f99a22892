using Scalewright.Providers;
using Scalewright.Providers.Vagrant;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="VagrantProvider"/> as a service.</summary>
public static class VagrantServiceCollectionExtensions
{
    /// <summary>
    /// Registers Vagrant as the provider, as <see cref="IProvider"/> and as <see cref="VagrantProvider"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">Folder, box and settings of Vagrant. A registered <see cref="TimeProvider"/> replaces the
    /// system clock.</param>
    public static IServiceCollection AddVagrantProvider(this IServiceCollection services, VagrantOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        return services.AddProvider(container => new VagrantProvider(
            options with
            {
                Clock = container.ClockFor(options.Clock),
            },
            container.GetService<ILogger<VagrantProvider>>()
        ));
    }
}
