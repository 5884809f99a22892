using Scalewright;
using Scalewright.Providers;
using Scalewright.Providers.Ssh;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extension methods that register <see cref="SshProvider"/> as a service.</summary>
public static class SshServiceCollectionExtensions
{
    /// <summary>Registers SSH machines as provider: <see cref="IProvider"/> and <see cref="SshProvider"/>.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="hosts">The machines.</param>
    /// <param name="options">SSH and provider settings; null for the defaults.</param>
    public static IServiceCollection AddSshProvider(
        this IServiceCollection services,
        ValueList<NodeAddress> hosts,
        SshOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddProvider(container => new SshProvider(hosts, options, container.GetService<ILoggerFactory>()));
    }
}
