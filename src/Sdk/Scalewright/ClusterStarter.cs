using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Scalewright.Hosting;

/// <summary>Provisions, while the host starts, the clusters that are to start with it; all at once.</summary>
internal sealed class ClusterStarter(IServiceProvider services, IEnumerable<ClusterName> names, IOptionsMonitor<ClusterOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(names.Where(name => options.Get(name.Value).StartsWithHost).Select(name => services.GetRequiredKeyedService<HostedCluster>(name.Value).GetAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
