using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;

namespace Benchmarks.Inventories;

/// <summary>Creates, writes, reads and resolves 3,000 hosts of one platform, in each of the three formats.</summary>
internal static class InventoryScale
{
    private const int Hosts = 3000;
    private const int Rounds = 21;

    public static int Run()
    {
        PlatformSection section = new(
            "lab",
            new DocumentMap([Key("type", "Simulated"), Key("control", "10"), Key("producers", "1000"), Key("consumers", $"{Hosts - 1010}")])
        );
        Inventory inventory = new SimulatedPlatform().ProvisionAsync(section).GetAwaiter().GetResult();
        Print("platform to inventory", () => new SimulatedPlatform().ProvisionAsync(section).GetAwaiter().GetResult());
        Print("resolve", () => inventory.Resolve());
        foreach (InventoryFormat format in Enum.GetValues<InventoryFormat>())
        {
            ReadOnlyMemory<byte> text = Write(inventory, format);
            Print($"write {format}, {text.Length / 1024} KiB", () => Write(inventory, format));
            Print($"read {format}", () => InventoryText.Read(text, format));
        }

        return 0;
    }

    private static ReadOnlyMemory<byte> Write(Inventory inventory, InventoryFormat format)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(inventory, format, buffer);
        return buffer.WrittenMemory;
    }

    private static DocumentEntry Key(string key, string value) => new(key, default, new DocumentScalar(ScalarKind.Text, value));

    private static void Print(string what, Action work)
    {
        double[] times = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        double first = times[0];
        Array.Sort(times);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Hosts} hosts, {what}: {times[Rounds / 2]:0.0} ms (first {first:0.0}, worst {times[^1]:0.0})"
            )
        );
    }
}
