using System.Diagnostics;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Benchmarks.Expansion;

/// <summary>Compares the cost per container at a million and at 10,000, and measures the memory of a million.</summary>
internal static class ExpansionScale
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    public static void Run(int perNode, int rounds)
    {
        Profile small = WebPlugin.Describe("web", Few / perNode, perNode);
        Profile large = WebPlugin.Describe("web", Many / perNode, perNode);
        Sample few = new(),
            many = new();
        for (int i = 0; i < rounds; i++)
        {
            few.Time(() => Repeat(small, Many / Few));
            many.Time(() => Repeat(large, 1));
        }

        Console.WriteLine($"expanded and rendered, {perNode} containers on a node, {rounds} rounds in turn");
        Console.WriteLine(few.Describe($"{Few:N0} containers, 100 times", small.ContainerCount * (Many / Few)));
        Console.WriteLine(many.Describe($"{Many:N0} containers", large.ContainerCount));
        double perContainer = (double)small.ContainerCount * (Many / Few) / large.ContainerCount;
        Console.WriteLine(
            $"time per container against that at {Few:N0}: {many.Median / few.Median * perContainer:F2} times; "
                + $"fastest rounds: {many.Min / few.Min * perContainer:F2} times"
        );
        DescribeMemory(large);
    }

    private static void Repeat(Profile profile, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Rendering.Write(WebPlugin.Expand(profile), WebScript.Default, new ByteSink());
        }
    }

    private static void DescribeMemory(Profile profile)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Topology topology = WebPlugin.Expand(profile);
        long expanding = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        ByteSink sink = new();
        allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Rendering.Write(topology, WebScript.Default, sink);
        long rendering = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(
            $"memory: the topology holds {held / 1e6:F1} MB, {expanding / 1e6:F1} MB were allocated to make it, "
                + $"{rendering} bytes to render {sink.Length / 1e6:F0} MB; the process peaked at {process.PeakWorkingSet64 / 1e6:F0} MB in all rounds"
        );
        GC.KeepAlive(topology);
    }
}
