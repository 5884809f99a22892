using Microsoft.Extensions.DependencyInjection;
using Scalewright.Topologies;

namespace Scalewright.Hosting;

/// <summary>Builder for the clusters of a container.</summary>
public sealed class ScalewrightBuilder
{
    internal ScalewrightBuilder(IServiceCollection services) => Services = services;

    /// <summary>Services that the clusters are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a cluster as a <see cref="HostedCluster"/> with its name as the service key.</summary>
    /// <remarks>A repeated name configures the existing cluster, which keeps its topology.</remarks>
    /// <param name="name">Name of the service and its options. The cluster itself has the name of its topology.</param>
    /// <param name="configure">Sets the options.</param>
    public ScalewrightBuilder AddCluster(string name, Action<HostedClusterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddCluster(name, (options, _) => configure(options));
    }

    /// <inheritdoc cref="AddCluster(string, Action{HostedClusterOptions})"/>
    /// <param name="name">Name of the service and its options. The cluster itself has the name of its topology.</param>
    /// <param name="configure">Sets the options, with access to the other services.</param>
    public ScalewrightBuilder AddCluster(string name, Action<HostedClusterOptions, IServiceProvider> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        Services
            .AddOptions<HostedClusterOptions>(name)
            .Configure<IServiceProvider>(
                (options, container) =>
                {
                    Topology? before = options.Topology;
                    configure(options, container);
                    options.HasTwoTopologies |= before is not null && options.Topology != before;
                }
            )
            .ValidateOnStart();
        if (
            !Services.Any(service =>
                service.IsKeyedService && service.ServiceType == typeof(HostedCluster) && Equals(service.ServiceKey, name)
            )
        )
        {
            Services.AddKeyedSingleton(name, (container, _) => HostedCluster.Make(name, container));
            Services.AddSingleton(new ClusterRegistration(name));
        }

        return this;
    }
}
