using System.Text.Json.Nodes;
using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>Registers the unregistered servers of a cluster.</summary>
internal static class Registering
{
    private const int AtOnce = 32;
    private const string Loopback = "127.0.0.1";
    private const string PowerUnitClass = "APC79xxSimulator";

    public static async Task RunAsync(RunningCluster running, ManagerApi? api, string? secret, ValueMap<int>? powerPorts, CancellationToken cancellationToken)
    {
        StorageServer[] open = [.. running.Cluster.Servers.All.Where(server => !server.IsRegistered)];
        foreach (IGrouping<bool, StorageServer> kind in open.GroupBy(server => server.IsWorker))
        {
            string used = secret ?? await api!.AddTokenAsync(kind.Count(), kind.Key ? "posix_copytool_worker" : "base_managed_rh7", cancellationToken);
            foreach (StorageServer[] chunk in kind.Chunk(AtOnce))
            {
                await Task.WhenAll(chunk.Select(server => running.RegisterAsync(server.Name.Fqdn, used, cancellationToken)));
            }
        }

        await running.Cluster.Servers.StartAllAsync(cancellationToken);
        Console.WriteLine($"registered {Pluralizer.Format(open.Length, "server")}");
        if (powerPorts is not null)
        {
            await RegisterPowerUnitsAsync(running.Cluster, api!, powerPorts, cancellationToken);
        }
    }

    /// <summary>Describes a registration. Only queries the manager.</summary>
    /// <param name="api">The manager; null to query nothing.</param>
    /// <param name="powerPorts">Ports of power units that would be registered; null for none.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task DescribeAsync(StorageCluster cluster, ManagerApi? api, ValueMap<int>? powerPorts, CancellationToken cancellationToken)
    {
        Console.WriteLine($"would register {Pluralizer.Format(cluster.Servers.All.Count(server => !server.IsRegistered), "server")}");
        if (powerPorts is not null)
        {
            Console.WriteLine($"would tell the manager of {Pluralizer.Format((await UnknownUnitsAsync(api!, powerPorts, cancellationToken)).Length, "power unit")}");
        }
    }

    /// <summary>Registers unknown power units with the manager: port of the menu, number of outlets.</summary>
    public static async Task RegisterPowerUnitsAsync(StorageCluster cluster, ManagerApi api, ValueMap<int> ports, CancellationToken cancellationToken)
    {
        foreach ((string unit, int port) in await UnknownUnitsAsync(api, ports, cancellationToken))
        {
            JsonObject entry = new()
            {
                ["name"] = unit, ["address"] = Loopback, ["port"] = port, ["class_name"] = PowerUnitClass, ["outlet_count"] = Math.Max(1, cluster.Power.GetOutlets(unit).Count),
            };
            await api.CallAsync(HttpMethod.Post, "api/power_control_device/", entry, cancellationToken);
        }
    }
    private static async Task<KeyValuePair<string, int>[]> UnknownUnitsAsync(ManagerApi api, ValueMap<int> ports, CancellationToken cancellationToken)
    {
        HashSet<long> known = [.. (await api.ListAsync("power_control_device", cancellationToken)).Where(entry => entry.Text("address") == Loopback).Select(entry => entry.Whole("port"))];
        return [.. ports.Where(unit => !known.Contains(unit.Value))];
    }
}
