using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scalewright.Clusters;
using Scalewright.Hosting;
using Scalewright.Providers;

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
    /// Profile web = Profile.Create("web").WithCount(3).Build();
    /// var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
    /// builder.Services.AddSimulationProvider(seed: 42).AddScalewright().AddCluster("shop", cluster =>
    ///     cluster.Topology = Topology.Create("shop").AddProfile(web).Build());
    /// using var host = builder.Build();
    /// await host.StartAsync();
    /// HostedCluster shop = Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions
    ///     .GetRequiredKeyedService&lt;HostedCluster>(host.Services, "shop");
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
                static container =>
                    new ClusterOptionsCheck(container.GetRequiredService<IServiceProviderIsKeyedService>())));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClusterStarter>(
            static container => new ClusterStarter(container, container.GetServices<ClusterRegistration>(),
                container.GetRequiredService<IOptionsMonitor<HostedClusterOptions>>())));
        return new ScalewrightBuilder(services);
    }
}

/// <summary>Provisions clusters concurrently at host start, unless their options prevent it.</summary>
internal sealed class ClusterStarter(IServiceProvider services, IEnumerable<ClusterRegistration> names,
    IOptionsMonitor<HostedClusterOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(names.Where(name => options.Get(name.Value).IsProvisionedOnStart).Select(
            name => services.GetRequiredKeyedService<HostedCluster>(name.Value).GetClusterAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Name of a registered cluster. Needed because service keys cannot be listed.</summary>
internal sealed record ClusterRegistration(string Value);

/// <summary>Reports all invalid options of a cluster before anything is created.</summary>
internal sealed class ClusterOptionsCheck(IServiceProviderIsKeyedService services)
    : IValidateOptions<HostedClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, HostedClusterOptions options)
    {
        ValidateOptionsResultBuilder found = new();
        if (options.Topology is null)
        {
            found.AddError(
                $"cluster '{name}' has no topology; set Topology, as by "
                + $"Topology.Create(\"{name}\").AddProfile(profile).Build()",
                nameof(options.Topology));
        }
        else if (options.Topology.Name.Length == 0)
        {
            found.AddError($"cluster '{name}' has a topology without a name; create it by Topology.Create(\"{name}\")",
                nameof(options.Topology));
        }

        if (options.HasTwoTopologies)
        {
            found.AddError(
                $"cluster '{name}' is added twice, with two topologies; give the second a name of its own, or set "
                + "Topology once",
                nameof(options.Topology));
        }

        if (options.StateFolder is not null && string.IsNullOrWhiteSpace(options.StateFolder))
        {
            found.AddError($"cluster '{name}' has a folder without a name; name a folder of its own, or leave it null",
                nameof(options.StateFolder));
        }

        if (options is { StateFolder: null, Lifetime: ClusterLifetime.Persistent })
        {
            found.AddError(
                $"cluster '{name}' is to stay and has no state to be found by; set StateFolder, or leave Lifetime null",
                nameof(options.Lifetime));
        }

        if (!HasProvider(options.ProviderKey))
        {
            string which = options.ProviderKey is { } key ? $"no provider of the key '{key}'" : "no provider";
            found.AddError(
                $"cluster '{name}' finds {which} among the services; add one, as by services.AddSimulationProvider()",
                nameof(options.ProviderKey));
        }

        return found.Build();
    }

    private bool HasProvider(string? key) =>
        key is null ? services.IsService(typeof(IProvider)) : services.IsKeyedService(typeof(IProvider), key);
}
