using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scalewright.Providers;

internal static class ProviderServices
{
    /// <summary>Registers a provider as <see cref="IProvider"/> and as its own type.</summary>
    public static IServiceCollection AddProvider<TProvider>(this IServiceCollection services, Func<IServiceProvider, TProvider> make)
        where TProvider : class, IProvider
    {
        services.TryAddSingleton(make);
        services.TryAddSingleton<IProvider>(static container => container.GetRequiredService<TProvider>());
        return services;
    }

    /// <summary>
    /// Returns the clock of the options. If that is the system clock, a clock registered in the container replaces it.
    /// </summary>
    public static TimeProvider ClockFor(this IServiceProvider container, TimeProvider configured) =>
        configured == TimeProvider.System ? container.GetService<TimeProvider>() ?? configured : configured;
}
