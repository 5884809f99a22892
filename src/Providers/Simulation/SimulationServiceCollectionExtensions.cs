using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the simulation as a service.</summary>
public static class SimulationServiceCollectionExtensions
{
    /// <summary>
    /// Registers a simulation as <see cref="IProvider"/> and <see cref="SimulationProvider"/>. All services share one
    /// world.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="seed">Seed of all random numbers. Default 0.</param>
    /// <param name="options">Options of the simulation; null for the defaults.</param>
    public static IServiceCollection AddSimulationProvider(
        this IServiceCollection services,
        long seed = 0,
        SimulationOptions? options = null
    )
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
