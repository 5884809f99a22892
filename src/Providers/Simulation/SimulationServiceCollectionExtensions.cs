using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Scalewright.Providers.Simulation;

/// <summary>Registers the simulation as a service.</summary>
public static class SimulationServiceCollectionExtensions
{
    /// <summary>Makes the simulation the provider of this container: one world for all, as <see cref="IProvider"/> and as <see cref="SimulationProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="seed">The seed of all chance; default 0.</param>
    /// <param name="options">What the place is like; null: the defaults.</param>
    public static IServiceCollection AddSimulation(this IServiceCollection services, long seed = 0, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(container => new SimulationProvider
        {
            Seed = seed,
            Options = options ?? new SimulationOptions(),
            Logger = container.GetService<ILoggerFactory>()?.CreateLogger<SimulationProvider>() ?? (ILogger)NullLogger.Instance,
        });
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<SimulationProvider>());
        return services;
    }
}
