using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Scalewright.Journals;

namespace Benchmarks.Journals;

/// <summary>What durable state costs: <c>journal [folder]</c>. Both sides of each ratio take turns in one run; the best round of each counts.</summary>
internal static class JournalComparison
{
    private const int Small = 10;
    private const int Large = 100_000;
    private const int Rounds = 11;
    private const int WarmUpRounds = 5;
    private const int Writers = 16;

    public static int Run(string[] options)
    {
        string root = Directory.CreateDirectory(Path.Join(options.Length > 0 ? options[0] : Path.GetTempPath(), $"journal-{Environment.ProcessId}")).FullName;
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
        await using DurableStore small = await OpenAsync(Path.Join(root, "small"), Small);
        await using DurableStore large = await OpenAsync(Path.Join(root, "large"), Large);
        await small.SnapshotAsync();
        await large.SnapshotAsync();
        List<double> smallTimes = [];
        List<double> largeTimes = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            smallTimes.Add(await TimeAsync(() => ChangeAsync(small, Changes, Small)) / Changes);
            largeTimes.Add(await TimeAsync(() => ChangeAsync(large, Changes, Large)) / Changes);
        }

        Print($"durable change, {Small} items", Best(smallTimes) * 1000, "us");
        Print($"durable change, {Large} items", Best(largeTimes) * 1000, "us");
        Print("  ratio", Best(largeTimes) / Best(smallTimes), "");
    }

    private static async Task CompareWritersAsync(string root)
    {
        const int Changes = 1600;
        await using DurableStore store = await OpenAsync(Path.Join(root, "writers"), Large);
        List<double> alone = [];
        List<double> together = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            alone.Add(await TimeAsync(() => ChangeAsync(store, Changes / Writers, Large)) * Writers);
            together.Add(await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => ChangeAsync(store, Changes / Writers, Large)))));
        }

        Print("one flush per change", Changes / Best(alone) * 1000, "changes/s");
        Print($"{Writers} writers, shared flushes", Changes / Best(together) * 1000, "changes/s");
        Print("  ratio", Best(alone) / Best(together), "");
    }

    private static async Task CompareSnapshotAsync(string root)
    {
        await using DurableStore store = await OpenAsync(Path.Join(root, "snapshot"), Large);
        await store.SnapshotAsync();
        byte[] bytes = await File.ReadAllBytesAsync(Path.Join(root, "snapshot", "state.json"));
        ItemsState state = new(Large);
        List<double> raw = [];
        List<double> ours = [];
        List<double> json = [];
        List<double> hash = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            raw.Add(Time(() => WriteRaw(Path.Join(root, "raw"), bytes)));
            ours.Add(await TimeAsync(() => store.SnapshotAsync()));
            json.Add(Time(() => state.WriteTo(new ArrayBufferWriter<byte>(bytes.Length * 2))));
            hash.Add(Time(() => SHA256.HashData(bytes)));
        }

        Print($"raw write and flush, {bytes.Length / 1024} KiB", Best(raw), "ms");
        Print($"snapshot, {Large} items", Best(ours), "ms");
        Print("  ratio", Best(ours) / Best(raw), "");
        Print("  of it the items as JSON", Best(json), "ms");
        Print("  of it the checksum", Best(hash), "ms");
    }

    private static async Task MeasureOpeningAsync(string root)
    {
        string folder = Path.Join(root, "opening");
        await using (DurableStore store = await OpenAsync(folder, Large, snapshotAfterBytes: long.MaxValue))
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ChangeAsync(store, Large / 1000, Large)));
        }

        List<double> closed = [];
        List<double> crashed = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            closed.Add(await TimeAsync(async () => await (await OpenAsync(folder, Large, snapshotAfterBytes: long.MaxValue)).DisposeAsync()));
            File.Delete(Path.Join(folder, "mark")); // As after a crash: the journal is copied before it counts.
            crashed.Add(await TimeAsync(async () => await (await OpenAsync(folder, Large, snapshotAfterBytes: long.MaxValue)).DisposeAsync()));
        }

        Print($"open and replay {Large} records, closed in order", Best(closed), "ms");
        Print($"open and replay {Large} records, after a crash", Best(crashed), "ms");
    }

    private static Task<DurableStore> OpenAsync(string folder, int items, long snapshotAfterBytes = 4 * 1024 * 1024) =>
        DurableStore.OpenAsync(LocalFileSystem.Create(), folder, new ItemsState(items), new DurableStoreOptions
        {
            Holder = LocalFileSystem.DescribeHolder("0.1.0", "benchmark"),
            Chance = new Random(1),
            SnapshotAfterBytes = snapshotAfterBytes,
        });

    private static async Task ChangeAsync(DurableStore store, int count, int items)
    {
        for (int change = 0; change < count; change++)
        {
            await store.AppendAsync(ItemsState.Change(change % items, change));
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

    // The best round is the one that the neighbours on a shared machine disturbed least.
    private static double Best(List<double> values) => values.Skip(WarmUpRounds).Min();

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {value,12:0.00} {unit}"));
}
