using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scalewright.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers clusters as services.</summary>
public static class ScalewrightServiceCollectionExtensions
{
    /// <summary>Adds support for clusters to the container. Repeated calls add to the same set.</summary>
    /// <param name="services">The services. A provider must be registered before the container is built, for example by
    /// <c>AddSimulationProvider</c>.</param>
    /// <example>
    /// Provisions a simulated web shop when the host starts, and removes it when the host stops:
    /// <code>
    /// using Microsoft.Extensions.DependencyInjection;
    ///
    /// Profile web = Profile.Create("web").WithCount(3).Build();
    /// var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
    /// builder.Services.AddSimulationProvider(seed: 42).AddScalewright().AddCluster("shop", cluster =>
    ///     cluster.Topology = Topology.Create("shop").AddProfile(web).Build());
    /// using var host = builder.Build();
    /// await host.StartAsync();
    /// HostedCluster shop = host.Services.GetRequiredKeyedService&lt;HostedCluster>("shop");
    /// Console.WriteLine($"{shop.Name} has {(await shop.GetClusterAsync()).Nodes.Count} nodes");
    /// await host.StopAsync();
    /// </code>
    /// </example>
    public static ScalewrightBuilder AddScalewright(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<HostedClusterOptions>, ClusterOptionsCheck>(
                static container => new ClusterOptionsCheck(container.GetRequiredService<IServiceProviderIsKeyedService>())
            )
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, ClusterStarter>(static container => new ClusterStarter(
                container,
                container.GetServices<ClusterRegistration>(),
                container.GetRequiredService<IOptionsMonitor<HostedClusterOptions>>()
            ))
        );
        return new ScalewrightBuilder(services);
    }
}
