using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.Slurm;

/// <summary>Registers a Slurm cluster as a service.</summary>
public static class SlurmServiceCollectionExtensions
{
    /// <summary>Makes a Slurm cluster the provider of this container, as <see cref="IProvider"/> and as <see cref="SlurmProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Which Slurm; null: that of this machine's commands. A <see cref="TimeProvider"/> among the services takes the place of the system's clock.</param>
    public static IServiceCollection AddSlurm(this IServiceCollection services, SlurmProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        SlurmProviderOptions wanted = options ?? new SlurmProviderOptions();
        return services.AddProvider(container => new SlurmProvider(wanted with { Slurm = wanted.Slurm with { Clock = container.ClockFor(wanted.Slurm.Clock) } }, container.GetService<ILogger<SlurmProvider>>()));
    }
}
