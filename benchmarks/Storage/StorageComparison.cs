using System.Diagnostics;
using System.Globalization;
using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage;
using Scalewright.Storage.Setup;

namespace Benchmarks.Storage;

/// <summary>Measures a simulated storage cluster: <c>storage [folder]</c>. The best round of each counts.</summary>
internal static class StorageComparison
{
    private const int Rounds = 5;
    private const int Events = 20_000;
    private const int Waiting = 512;

    public static int Run(string[] options)
    {
        string root = Directory
            .CreateDirectory(Path.Join(options.Length > 0 ? options[0] : Path.GetTempPath(), $"storage-{Environment.ProcessId}"))
            .FullName;
        try
        {
            RunAllAsync(root).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task RunAllAsync(string root)
    {
        foreach (int servers in new[] { 8, 64, 512 })
        {
            Print($"set-up of {servers} servers, on disk", await SetUpAsync(root, servers), "ms");
        }

        foreach (int servers in new[] { 8, 64, 512, 8_000 })
        {
            await using StorageCluster cluster = await OpenAsync(Path.Join(root, $"events-{servers}"), servers);
            await LoadAsync(cluster, servers);
            double best = double.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                best = Math.Min(best, await EventsAsync(cluster, servers));
            }

            Print($"leave and join, durable, {servers} servers", Events / best * 1000, "events/s");
            Print("  one of them", best * 1000 / Events, "us");
        }
    }

    private static async Task<double> SetUpAsync(string root, int servers)
    {
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            StorageCluster cluster = await OpenAsync(Path.Join(root, $"setup-{servers}-{round}"), servers);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await cluster.DisposeAsync();
        }

        return best;
    }

    private static Task<StorageCluster> OpenAsync(string folder, int servers) =>
        StorageCluster.CreateAsync(
            new StorageClusterSpec { ServerCount = servers, WorkerCount = 0 },
            new StorageClusterOptions { Folder = folder }
        );

    /// <summary>Creates one target per server, with the next server of its pair as the failover partner.</summary>
    private static async Task LoadAsync(StorageCluster cluster, int servers)
    {
        List<Task> changes = [];
        for (int server = 0; server < servers; server++)
        {
            int number = cluster.Spec.ServersPerCluster;
            string label = $"OST_{server}";
            changes.Add(cluster.Availability.ApplyAsync(server / number, HaEvent.Configure(label, NameOf(server), isPrimary: true)));
            changes.Add(cluster.Availability.ApplyAsync(server / number, HaEvent.Configure(label, NameOf(server ^ 1), isPrimary: false)));
            changes.Add(cluster.Availability.ApplyAsync(server / number, HaEvent.Start(label)));
        }

        await Task.WhenAll(changes);
    }

    /// <summary>Measures many changes that wait for the disk at the same time, as with many servers.</summary>
    private static async Task<double> EventsAsync(StorageCluster cluster, int servers)
    {
        int size = cluster.Spec.ServersPerCluster;
        Queue<Task> waiting = new();
        long start = Stopwatch.GetTimestamp();
        for (int happening = 0; happening < Events; happening++)
        {
            int server = happening / 2 % servers;
            HaEvent change = happening % 2 == 0 ? HaEvent.Leave(NameOf(server)) : HaEvent.Join(NameOf(server));
            waiting.Enqueue(cluster.Availability.ApplyAsync(server / size, change));
            if (waiting.Count >= Waiting)
            {
                await waiting.Dequeue();
            }
        }

        await Task.WhenAll(waiting);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string NameOf(int server) => ServerName.ForServer(server).Node;

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -52} {value, 12:0.00} {unit}"));
}
