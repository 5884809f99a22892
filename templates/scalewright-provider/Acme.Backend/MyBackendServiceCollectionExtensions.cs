using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>Registers the provider as a service.</summary>
public static class MyBackendServiceCollectionExtensions
{
    /// <summary>Registers the provider as <see cref="IProvider"/> and <see cref="MyBackendProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Location and limits of the backend.</param>
    public static IServiceCollection AddMyBackend(this IServiceCollection services, MyBackendOptions options)
    {
        services.TryAddSingleton(container =>
            new MyBackendProvider(options, container.GetService<ILogger<MyBackendProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<MyBackendProvider>());
        return services;
    }
}
