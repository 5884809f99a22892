using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Storage;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Servers;
using Scalewright.Storage.Setup;
using StorageSample.Managing;

namespace Benchmarks.Storage;

/// <summary>
/// Runs many simulated servers with the manager's core for ten virtual minutes: <c>storage-hold [servers]</c>. Prints
/// the memory of both sides together for each minute, and then the disk space of a change. Fails if a server or a
/// session was lost.
/// </summary>
internal static class StorageHold
{
    private const int ServersDefault = 8_000;
    private const int UnitSize = 4;
    private const int Sessions = 7;
    private const int Minutes = 10;
    private const int Few = 8;
    private const int Changes = 1_000;

    public static int Run(string[] options)
    {
        int servers = options is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : ServersDefault;
        bool isWhole = true;
        foreach (int count in new[] { servers / 8, servers })
        {
            SimulationKernel kernel = new(new KernelOptions { Seed = 1 });
            kernel.Run(async () => isWhole &= await HoldAsync(kernel, count));
        }

        foreach (int count in new[] { Few, servers })
        {
            Print($"a change on disk, {count} servers", MeasureChangeAsync(count).GetAwaiter().GetResult(), "bytes");
        }

        return isWhole ? 0 : 1;
    }

    [SuppressMessage("Scalewright", "SWA0037", Justification = "What is measured is the machine, not the simulated world.")]
    private static async Task<bool> HoldAsync(SimulationKernel kernel, int servers)
    {
        long empty = GC.GetTotalMemory(forceFullCollection: true);
        long started = Stopwatch.GetTimestamp();
        await using StorageManager manager = await StorageManager.StartAsync(
            new StorageManagerOptions
            {
                Clock = kernel.Clock,
                Random = new Random(1),
                ConfiguresHosts = false,
                Password = "lustre",
            }
        );
        StorageClusterSpec setup = new()
        {
            ServerCount = servers,
            WorkerCount = 0,
            ServersPerStorageUnit = UnitSize,
            ServersPerCluster = UnitSize,
        };
        await using StorageCluster cluster = await StorageCluster.CreateAsync(setup, new StorageClusterOptions { Clock = kernel.Clock });
        using HttpManagerChannel line = new(new Uri("http://localhost/"), new ManagerHandler(manager), kernel.Clock);
        AgentFleet fleet = new(cluster, _ => line);
        await RegisterAsync(cluster, fleet, await manager.CreateRegistrationTokenAsync(servers));
        using CancellationTokenSource stop = new();
        Task running = fleet.RunAsync(stop.Token);
        Print($"{servers} servers registered, real time", Stopwatch.GetElapsedTime(started).TotalSeconds, "s");
        bool isWhole = true;
        for (int minute = 1; minute <= Minutes; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), kernel.Clock);
            isWhole &= manager.GetCounts() == (servers, servers, Sessions * servers);
            Print(
                $"  virtual minute {minute}, a server of both sides",
                (GC.GetTotalMemory(forceFullCollection: true) - empty) / 1024.0 / servers,
                "KiB"
            );
        }

        Print(
            "  real time of all, " + (isWhole ? "no server and no session lost" : $"LOST: {manager.GetCounts()}"),
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            "s"
        );
        stop.Cancel();
        await running;
        return isWhole;
    }

    private static async Task RegisterAsync(StorageCluster cluster, AgentFleet fleet, string secret)
    {
        foreach (StorageServer server in cluster.Servers.All)
        {
            using ServerIdentity identity = ServerIdentity.Create(server.Name.Fqdn);
            await fleet.RegisterAsync(server.Name.Fqdn, secret, identity);
        }

        await cluster.Servers.StartAllAsync();
    }

    /// <summary>Measures the growth of a folder's journal per change.</summary>
    private static async Task<double> MeasureChangeAsync(int servers)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-hold-");
        try
        {
            StorageClusterSpec setup = new()
            {
                ServerCount = servers,
                WorkerCount = 0,
                ServersPerStorageUnit = UnitSize,
                ServersPerCluster = UnitSize,
            };
            await using StorageCluster cluster = await StorageCluster.CreateAsync(
                setup,
                new StorageClusterOptions { Folder = Path.Join(folder.FullName, "state") }
            );
            FileInfo journal = new(Path.Join(folder.FullName, "state", "journal.log"));
            long before = journal.Length;
            for (int change = 0; change < Changes; change++)
            {
                await cluster.Availability.ApplyAsync(0, change % 2 == 0 ? HaEvent.Leave("test000") : HaEvent.Join("test000"));
            }

            journal.Refresh();
            return (journal.Length - before) / (double)Changes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -60} {value, 10:0.00} {unit}"));
}
