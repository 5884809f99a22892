using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.Local;

/// <summary>Registers nodes of this machine as a service.</summary>
public static class LocalServiceCollectionExtensions
{
    /// <summary>Makes this machine the provider of this container, as <see cref="IProvider"/> and as <see cref="LocalProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Where nodes are kept and what keeps them apart; null: the defaults. A <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddLocal(this IServiceCollection services, LocalProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        LocalProviderOptions wanted = options ?? new LocalProviderOptions();
        return services.AddProvider(container => new LocalProvider(wanted with { Clock = container.ClockFor(wanted.Clock) }, container.GetService<ILogger<LocalProvider>>()));
    }
}
