using Microsoft.Extensions.DependencyInjection;

namespace Scalewright.Providers.Ssh;

/// <summary>Registers machines reached by SSH as a service.</summary>
public static class SshServiceCollectionExtensions
{
    /// <summary>Makes machines the provider of this container, as <see cref="IProvider"/> and as <see cref="SshProvider"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="hosts">The machines.</param>
    /// <param name="options">How they are used; null: the defaults.</param>
    public static IServiceCollection AddSsh(this IServiceCollection services, ValueList<NodeAddress> hosts, SshProviderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddProvider(container => new SshProvider(hosts, options, container.GetService<ILoggerFactory>()));
    }
}
