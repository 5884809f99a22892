using Scalewright.Providers;
using Scalewright.Providers.Slurm;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="SlurmProvider"/> as a service.</summary>
public static class SlurmServiceCollectionExtensions
{
    /// <summary>
    /// Registers Slurm as the provider, as <see cref="IProvider"/> and as <see cref="SlurmProvider"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="options">Slurm cluster and settings of its nodes; null for the Slurm commands of this machine. A
    /// registered <see cref="TimeProvider"/> replaces the system clock.</param>
    public static IServiceCollection AddSlurmProvider(this IServiceCollection services, SlurmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        SlurmOptions effective = options ?? new SlurmOptions();
        return services.AddProvider(container => new SlurmProvider(
            effective with
            {
                Client = effective.Client with { Clock = container.ClockFor(effective.Client.Clock) },
            },
            container.GetService<ILogger<SlurmProvider>>()
        ));
    }
}
