using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Scalewright.Hosting;

/// <summary>Registers clusters as services.</summary>
public static class ScalewrightServiceCollectionExtensions
{
    /// <summary>Lets clusters be added to this container. Calling it again adds to the same.</summary>
    /// <param name="services">The services. A provider must be among them when the container is built, as by <c>AddSimulation</c>.</param>
    public static ScalewrightServices AddScalewright(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterOptions>, ClusterOptionsCheck>(
            static container => new ClusterOptionsCheck(container.GetRequiredService<IServiceProviderIsKeyedService>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterStarter>(
            static container => new ClusterStarter(container, container.GetServices<ClusterName>(), container.GetRequiredService<IOptionsMonitor<ClusterOptions>>())));
        return new ScalewrightServices(services);
    }
}

/// <summary>Provisions, while the host starts, the clusters that are to start with it; all at once.</summary>
internal sealed class ClusterStarter(IServiceProvider services, IEnumerable<ClusterName> names, IOptionsMonitor<ClusterOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(names.Where(name => options.Get(name.Value).StartsWithHost).Select(name => services.GetRequiredKeyedService<HostedCluster>(name.Value).GetAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Notes that the container has a cluster of a name, since keys cannot be listed.</summary>
/// <param name="Value">The name.</param>
internal sealed record ClusterName(string Value);
