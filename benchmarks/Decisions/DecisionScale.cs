using System.Diagnostics;
using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;
using Scalewright.Topologies;

namespace Benchmarks.Decisions;

/// <summary>Back-tests and engine cycles at the sizes of the goals; the least of several runs, after warming up.</summary>
internal static class DecisionScale
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private static readonly ThresholdSizing Policy = new() { Metric = BacktestModel.LoadPerNode, High = 80, Low = 40, NodesMin = 1, NodesMax = 1000 };

    private static readonly BacktestModel Model = new() { NodeLoad = 100, Boot = TimeSpan.FromMinutes(2), BootSpread = TimeSpan.FromMinutes(1), WarmUp = TimeSpan.FromMinutes(1), FailuresPerHour = 0.01 };

    public static int Run()
    {
        LoadTrace week = LoadGenerator.Daily(1, Ten, 7, 5000);
        LoadTrace month = LoadGenerator.Daily(1, TimeSpan.FromMinutes(5), 28, 10_000);
        Say("one week of 10 s, one group", 30, () => Backtest.Run(Policy, week, Model));
        Say("28 days of 5 min, about 100 machines", 30, () => Backtest.Run(Policy, month, Model));
        Say("one week of 10 s, 1,000 groups, all cores", 1, () => Groups(week));
        Say("engine cycle over 100,000 nodes, nothing to do", 10, Cycle(100_000, 100_000));
        Say("engine cycle over 100,000 nodes, 1,000 more", 10, Cycle(100_000, 101_000));
        return 0;
    }

    private static void Groups(LoadTrace week)
    {
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            for (int group = Interlocked.Increment(ref next); group < 1000; group = Interlocked.Increment(ref next))
            {
                Backtest.Run(Policy, week, Model with { Seed = group });
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static Action Cycle(int there, int wanted)
    {
        Topology topology = Topology.Create("scale").Build().WithDomain(new Domain("pool") { Clouds = [new DomainCloud("hotel", 60_000), new DomainCloud("sierra")] }).WithCapacity("pool", there);
        DecisionEngine engine = DecisionEngine.Create("pool").AddCloud("hotel", 60_000).AddCloud("sierra").UseSizing(new FixedSizing { Size = wanted }).Build();
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return () => engine.Preview(topology, _ => NodeState.Ready, [], at);
    }

    private static void Say(string what, int runs, Action work)
    {
        for (int run = 0; run < runs; run++)
        {
            work();
        }

        double least = double.MaxValue;
        TimeSpan busy = Environment.CpuUsage.TotalTime;
        for (int run = 0; run < runs; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            work();
            least = Math.Min(least, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        // Beside other work the clock tells little; what the processors spent tells more.
        double spent = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / runs;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {least,10:F2} ms at best, {spent,10:F2} ms of processor time on average"));
    }
}
