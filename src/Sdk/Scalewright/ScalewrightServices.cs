using Microsoft.Extensions.DependencyInjection;
using Scalewright.Topologies;

namespace Scalewright.Hosting;

/// <summary>The clusters of a container, while they are added.</summary>
public sealed class ScalewrightServices
{
    internal ScalewrightServices(IServiceCollection services) => Services = services;

    /// <summary>The services that the clusters are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a cluster: a <see cref="HostedCluster"/> under its name as key. A name that is there already is configured further; it keeps its topology.</summary>
    /// <param name="name">Name of the service and of its options; the cluster itself has its topology's.</param>
    /// <param name="configure">Sets what it is.</param>
    public ScalewrightServices AddCluster(string name, Action<ClusterOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddCluster(name, (options, _) => configure(options));
    }

    /// <inheritdoc cref="AddCluster(string, Action{ClusterOptions})"/>
    /// <param name="name">Name of the service and of its options; the cluster itself has its topology's.</param>
    /// <param name="configure">Sets what it is, with the other services at hand.</param>
    public ScalewrightServices AddCluster(string name, Action<ClusterOptions, IServiceProvider> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        Services.AddOptions<ClusterOptions>(name).Configure<IServiceProvider>((options, container) =>
        {
            Topology? before = options.Topology;
            configure(options, container);
            options.HasTwoTopologies |= before is not null && options.Topology != before;
        }).ValidateOnStart();
        if (!Services.Any(service => service.IsKeyedService && service.ServiceType == typeof(HostedCluster) && Equals(service.ServiceKey, name)))
        {
            Services.AddKeyedSingleton(name, (container, _) => HostedCluster.Make(name, container));
            Services.AddSingleton(new ClusterName(name));
        }

        return this;
    }
}
