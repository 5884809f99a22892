using System.Diagnostics;
using System.Globalization;
using Scalewright.Providers.Simulation.Kernel;

namespace Benchmarks.Kernel;

/// <summary>Measures a million live nodes: setup time, bytes per node, and memory after ten heartbeats each.</summary>
internal static class MillionNodes
{
    private const int Nodes = 1_000_000;
    private const int Heartbeats = 10;

    public static void Run()
    {
        Report("SimTask", node => node.LiveLeanAsync(Heartbeats));
        Report("async Task", node => node.LiveAsync(Heartbeats));
    }

    private static void Report(string style, Func<SimulatedNode, object> live)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long begun = Stopwatch.GetTimestamp();
        SimulationKernel kernel = new();
        StableRandom random = kernel.RandomStreams[RandomStreams.Work];
        SimulatedNode[] nodes = new SimulatedNode[Nodes];
        _ = kernel.Start(() =>
        {
            for (int number = 0; number < Nodes; number++)
            {
                nodes[number] = new SimulatedNode(kernel, random, number);
                live(nodes[number]);
            }

            return Task.CompletedTask;
        });
        double setUp = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Nodes;

        begun = Stopwatch.GetTimestamp();
        kernel.Run();
        double run = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        double mebibytes = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"1,000,000 nodes as {style}: set up {setUp:F2} s, {bytes:F0} bytes a node with its state, "
                    + $"{kernel.Steps} events in {run:F1} s, peak {mebibytes:F0} MiB, last heartbeat of node 0 at {nodes[0].LastHeartbeatAt}"
            )
        );
    }
}
