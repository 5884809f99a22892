using System.Text.Json.Nodes;
using Scalewright.Storage.Servers;

namespace StorageSimulatorSample;

/// <summary>Registers the servers of a cluster that are not registered yet.</summary>
internal static class Registering
{
    private const int AtOnce = 32;

    public static async Task RunAsync(RunningCluster running, ManagerApi? api, string? secret, bool tellsPowerUnits, CancellationToken cancellationToken)
    {
        Server[] open = [.. running.Cluster.Servers.All.Where(server => !server.IsRegistered)];
        foreach (IGrouping<bool, Server> kind in open.GroupBy(server => server.IsWorker))
        {
            string used = secret ?? await api!.AddTokenAsync(kind.Count(), kind.Key ? "posix_copytool_worker" : "base_managed_rh7", cancellationToken);
            foreach (Server[] chunk in kind.Chunk(AtOnce))
            {
                await Task.WhenAll(chunk.Select(server => running.RegisterAsync(server.Name.Fqdn, used, cancellationToken)));
            }
        }

        await running.Cluster.Servers.StartAllAsync(cancellationToken);
        Console.WriteLine($"registered {open.Length} server(s)");
        foreach (string unit in tellsPowerUnits ? running.Cluster.Power.Units : [])
        {
            await api!.CallAsync(HttpMethod.Post, "api/power_control_device/", new JsonObject { ["address"] = unit, ["class_name"] = "simulated" }, cancellationToken);
        }
    }
}
