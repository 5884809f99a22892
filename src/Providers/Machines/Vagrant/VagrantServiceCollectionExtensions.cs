using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        services.TryAddSingleton(container => new VagrantProvider(
            options.Clock == TimeProvider.System && container.GetService<TimeProvider>() is { } clock ? options with { Clock = clock } : options,
            container.GetService<ILogger<VagrantProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<VagrantProvider>());
        return services;
    }
}
