using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Scalewright.Clusters.State;
using Scalewright.Journals;

namespace Benchmarks.Journals;

/// <summary>
/// Measures the cost of a cluster's durable state: <c>journal [folder]</c>. Both sides of each ratio alternate in one
/// run, and the best round of each counts.
/// </summary>
internal static class JournalComparison
{
    private const int Small = 10;
    private const int Large = 100_000;
    private const int Rounds = 11;
    private const int WarmUpRounds = 5;
    private const int Writers = 16;

    public static int Run(string[] options)
    {
        string root = Directory
            .CreateDirectory(Path.Join(options.Length > 0 ? options[0] : Path.GetTempPath(), $"journal-{Environment.ProcessId}"))
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
        await CompareSizesAsync(root);
        await CompareWritersAsync(root);
        await CompareSnapshotAsync(root);
        await MeasureOpeningAsync(root);
    }

    private static async Task CompareSizesAsync(string root)
    {
        const int Changes = 200;
        FarmState few = new(Small);
        FarmState many = new(Large);
        await using DurableStore small = await OpenAsync(Path.Join(root, "small"), few.Provisioned());
        await using DurableStore large = await OpenAsync(Path.Join(root, "large"), many.Provisioned());
        await small.WriteSnapshotAsync();
        await large.WriteSnapshotAsync();
        List<double> smallTimes = [];
        List<double> largeTimes = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            smallTimes.Add(await TimeAsync(() => ChangeAsync(small, few, Changes)) / Changes);
            largeTimes.Add(await TimeAsync(() => ChangeAsync(large, many, Changes)) / Changes);
        }

        Print($"durable change, {Small} nodes", Best(smallTimes) * 1000, "us");
        Print($"durable change, {Large} nodes", Best(largeTimes) * 1000, "us");
        Print("  ratio", Best(largeTimes) / Best(smallTimes), "");
    }

    private static async Task CompareWritersAsync(string root)
    {
        const int Changes = 1600;
        FarmState farm = new(Large);
        await using DurableStore store = await OpenAsync(Path.Join(root, "writers"), farm.Provisioned());
        await store.WriteSnapshotAsync();
        List<double> alone = [];
        List<double> together = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            alone.Add(await TimeAsync(() => ChangeAsync(store, farm, Changes / Writers)) * Writers);
            together.Add(
                await TimeAsync(() =>
                    Task.WhenAll(
                        Enumerable.Range(0, Writers).Select(writer => ChangeAsync(store, farm, Changes / Writers, writer * Changes))
                    )
                )
            );
        }

        Print("one flush per change", Changes / Best(alone) * 1000, "changes/s");
        Print($"{Writers} writers, shared flushes", Changes / Best(together) * 1000, "changes/s");
        Print("  ratio", Best(alone) / Best(together), "");
    }

    private static async Task CompareSnapshotAsync(string root)
    {
        ClusterState state = new FarmState(Large).Provisioned();
        await using DurableStore store = await OpenAsync(Path.Join(root, "snapshot"), state);
        await store.WriteSnapshotAsync();
        byte[] bytes = await File.ReadAllBytesAsync(Path.Join(root, "snapshot", "state.json"));
        List<double> raw = [];
        List<double> ours = [];
        List<double> json = [];
        List<double> hash = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            raw.Add(Time(() => WriteRaw(Path.Join(root, "raw"), bytes)));
            ours.Add(await TimeAsync(() => store.WriteSnapshotAsync()));
            json.Add(Time(() => state.WriteTo(new ArrayBufferWriter<byte>(bytes.Length * 2))));
            hash.Add(Time(() => SHA256.HashData(bytes)));
        }

        Print($"raw write and flush, {bytes.Length / 1024} KiB", Best(raw), "ms");
        Print($"snapshot, {Large} nodes", Best(ours), "ms");
        Print("  ratio", Best(ours) / Best(raw), "");
        Print("  of it the state as JSON", Best(json), "ms");
        Print("  of it the checksum", Best(hash), "ms");
    }

    private static async Task MeasureOpeningAsync(string root)
    {
        string folder = Path.Join(root, "opening");
        FarmState farm = new(1000);
        await using (DurableStore store = await OpenAsync(folder, farm.Provisioned(), snapshotAfterBytes: long.MaxValue))
        {
            // A snapshot of the farm, followed by a hundred thousand records.
            await store.WriteSnapshotAsync();
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(writer => ChangeAsync(store, farm, Large / 1000, writer)));
        }

        List<double> closed = [];
        List<double> crashed = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            closed.Add(await TimeAsync(() => ReopenAsync(folder)));
            File.Delete(Path.Join(folder, "mark")); // Simulates a crash: the journal is copied before it is valid.
            crashed.Add(await TimeAsync(() => ReopenAsync(folder)));
        }

        Print($"open and replay {Large} records, closed in order", Best(closed), "ms");
        Print($"open and replay {Large} records, after a crash", Best(crashed), "ms");
    }

    private static async Task ReopenAsync(string folder) =>
        await (await OpenAsync(folder, new ClusterState(), snapshotAfterBytes: long.MaxValue)).DisposeAsync();

    private static Task<DurableStore> OpenAsync(string folder, ClusterState state, long snapshotAfterBytes = 4 * 1024 * 1024) =>
        DurableStore.OpenAsync(
            LocalFileSystem.Create(),
            folder,
            state,
            new DurableStoreOptions
            {
                LockHolder = LocalFileSystem.CreateLockHolder("0.1.0", "benchmark"),
                Random = new Random(1),
                SnapshotAfterBytes = snapshotAfterBytes,
            }
        );

    /// <summary>Makes changes durable one after another. Half of them are intents, half of them results.</summary>
    private static async Task ChangeAsync(DurableStore store, FarmState farm, int count, int first = 0)
    {
        for (int change = 0; change < count; change += 2)
        {
            (ClusterChange intent, ClusterChange result) = farm.Relabel(first + change);
            await store.AppendAsync(intent, ClusterJson.Default.ClusterChange);
            await store.AppendUrgentAsync(result, ClusterJson.Default.ClusterChange);
        }
    }

    private static void WriteRaw(string path, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // On a shared machine, the best round is the one with the least interference.
    private static double Best(List<double> values) => values.Skip(WarmUpRounds).Min();

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -52} {value, 12:0.00} {unit}"));
}
