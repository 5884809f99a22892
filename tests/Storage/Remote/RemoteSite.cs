using System.Diagnostics.CodeAnalysis;
using Scalewright.Listeners;
using Scalewright.Storage;
using Scalewright.Storage.Managing;
using Storage.Operations.Tests;
using TestPrograms.Storage;

namespace Storage.Remote.Tests;

/// <summary>Plays a site on real nodes: the manager here, behind HTTP, and a program for each server there.</summary>
internal static class RemoteSite
{
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler.")]
    public static async Task RunAsync(StorageSite site, RemotePlace place, Func<IStorageOperations, Task> test, Func<ManagerOptions, ManagerOptions>? change)
    {
        PacedClock clock = new(place.Speed);
        ManagerOptions options = new() { Clock = clock, Password = BasicAccess.NewToken() };
        options = change?.Invoke(options) ?? options;
        await using StorageManager manager = await StorageManager.StartAsync(options);
        await using StorageCluster cluster = await StorageCluster.CreateAsync(SiteCheck.SetupOf(site), new StorageClusterOptions { Clock = clock, Seed = site.Seed });
        Equipment equipment = new(cluster);
        await using Door door = await Door.OpenAsync(manager, equipment, CancellationToken.None);
        await using SiteMachines machines = await SiteMachines.OpenAsync(site, place, door, CancellationToken.None);
        Uri address = new($"http://127.0.0.1:{door.Port}/");
        using ManagerClient client = new(address, new TokenHandler(door.Token), clock) { SitePassword = options.Password };
        NodePlayer player = new(place, cluster, machines, equipment, door.Token);
        RemoteOperations operations = new(site, cluster, client, machines, player, door);
        using CancellationTokenSource stop = new();
        Task agents = operations.RunAgentsAsync(stop.Token);
        try
        {
            await test(operations);
        }
        finally
        {
            await stop.CancelAsync();
            await agents;
        }
    }
}
