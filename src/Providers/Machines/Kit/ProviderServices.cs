using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scalewright.Providers;

/// <summary>Registers providers as services.</summary>
internal static class ProviderServices
{
    /// <summary>Makes a provider that of a container, as <see cref="IProvider"/> and as what it is.</summary>
    public static IServiceCollection AddProvider<TProvider>(this IServiceCollection services, Func<IServiceProvider, TProvider> make)
        where TProvider : class, IProvider
    {
        services.TryAddSingleton(make);
        services.TryAddSingleton<IProvider>(static container => container.GetRequiredService<TProvider>());
        return services;
    }

    /// <summary>The clock of options; a container's own in the place of the system's.</summary>
    public static TimeProvider ClockFor(this IServiceProvider container, TimeProvider own) => own == TimeProvider.System ? container.GetService<TimeProvider>() ?? own : own;
}
