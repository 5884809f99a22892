using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Scalewright.Clusters;
using Scalewright.Providers;

namespace Scalewright.Hosting;

/// <summary>Provisions clusters concurrently at host start, unless their options prevent it.</summary>
internal sealed class ClusterStarter(
    IServiceProvider services,
    IEnumerable<ClusterRegistration> names,
    IOptionsMonitor<HostedClusterOptions> options
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            names
                .Where(name => options.Get(name.Value).IsProvisionedOnStart)
                .Select(name => services.GetRequiredKeyedService<HostedCluster>(name.Value).GetClusterAsync(cancellationToken))
        );

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Name of a registered cluster. Needed because service keys cannot be listed.</summary>
internal sealed record ClusterRegistration(string Value);

/// <summary>Reports all invalid options of a cluster before anything is created.</summary>
internal sealed class ClusterOptionsCheck(IServiceProviderIsKeyedService services) : IValidateOptions<HostedClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, HostedClusterOptions options)
    {
        ValidateOptionsResultBuilder builder = new();
        if (options.Topology is null)
        {
            builder.AddError(
                $"cluster '{name}' has no topology; set Topology, as by Topology.Create(\"{name}\").AddProfile(profile).Build()",
                nameof(options.Topology)
            );
        }
        else if (options.Topology.Name.Length == 0)
        {
            builder.AddError(
                $"cluster '{name}' has a topology without a name; create it by Topology.Create(\"{name}\")",
                nameof(options.Topology)
            );
        }

        if (options.HasTwoTopologies)
        {
            builder.AddError(
                $"cluster '{name}' is added twice with different topologies; give the second one a different name, or "
                    + "set "
                    + "Topology once",
                nameof(options.Topology)
            );
        }

        if (options.StateFolder is not null && string.IsNullOrWhiteSpace(options.StateFolder))
        {
            builder.AddError(
                $"cluster '{name}' has an empty state folder; specify a folder, or leave it null",
                nameof(options.StateFolder)
            );
        }

        if (options is { StateFolder: null, Lifetime: ClusterLifetime.Persistent })
        {
            builder.AddError(
                $"cluster '{name}' is persistent but has no state folder; set StateFolder, or leave Lifetime null",
                nameof(options.Lifetime)
            );
        }

        if (!HasProvider(options.ProviderKey))
        {
            string which = options.ProviderKey is { } key ? $"no provider with the key '{key}'" : "no provider";
            builder.AddError(
                $"cluster '{name}' finds {which} among the services; add one, as by services.AddSimulationProvider()",
                nameof(options.ProviderKey)
            );
        }

        return builder.Build();
    }

    private bool HasProvider(string? key) =>
        key is null ? services.IsService(typeof(IProvider)) : services.IsKeyedService(typeof(IProvider), key);
}
