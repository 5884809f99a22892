using System.Diagnostics.CodeAnalysis;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Storage;
using Scalewright.Storage.Managing;

namespace Storage.Operations.Tests;

/// <summary>Plays a site: manager, servers and network in one process and in virtual time.</summary>
internal static class SimulatedSite
{
    public static Task RunAsync(StorageSite site, Func<IStorageOperations, Task> test, Func<ManagerOptions, ManagerOptions>? change)
    {
        SimulationKernel kernel = new(new KernelOptions { Seed = site.Seed });
        kernel.Run(() => RunAsync(kernel, site, test, change));
        return Task.CompletedTask;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    [SuppressMessage("Reliability", "CA2000", Justification = "The operations dispose of their client, and it of its handler.")]
    private static async Task RunAsync(SimulationKernel kernel, StorageSite site, Func<IStorageOperations, Task> test, Func<ManagerOptions, ManagerOptions>? change)
    {
        // No port leads to it.
        ManagerOptions options = new() { Clock = kernel.Clock, Chance = new Random((int)site.Seed), Password = "simulated" };
        options = change?.Invoke(options) ?? options;
        await using StorageManager manager = await StorageManager.StartAsync(options);
        await using StorageCluster cluster = await StorageCluster.CreateAsync(SiteCheck.SetupOf(site), new StorageClusterOptions { Clock = kernel.Clock, Seed = site.Seed });
        using SimulatedOperations operations = new(site, cluster, new ManagerHandler(manager), options.Password);
        using CancellationTokenSource stop = new();
        Task agents = operations.RunAgentsAsync(stop.Token);
        try
        {
            await test(operations);
        }
        finally
        {
            stop.Cancel();
            await agents;
        }
    }
}
