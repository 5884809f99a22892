using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>Registers the provider as a service.</summary>
public static class MyPlaceServiceCollectionExtensions
{
    /// <summary>Registers the provider as <see cref="IProvider"/> and <see cref="MyPlaceProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Location and limits of the backend.</param>
    public static IServiceCollection AddMyPlace(this IServiceCollection services, MyPlaceOptions options)
    {
        services.TryAddSingleton(container => new MyPlaceProvider(options, container.GetService<ILogger<MyPlaceProvider>>()));
        services.TryAddSingleton<IProvider>(container => container.GetRequiredService<MyPlaceProvider>());
        return services;
    }
}
