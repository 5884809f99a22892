using System.Globalization;
using Scalewright.Clusters;
using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Benchmarks.Decisions;

/// <summary>
/// Measures back-tests and engine cycles at the sizes of the goals. Prints medians after a warm-up, each with its goal.
/// Goals apply to processor time, because wall time depends on other programs on the machine.
/// </summary>
internal static class DecisionScale
{
    private const double NodeLoad = 100;
    private const int Runs = 15;

    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Five = TimeSpan.FromMinutes(5);

    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = NodeLoad,
        BootDelay = TimeSpan.FromMinutes(2),
        BootJitter = TimeSpan.FromMinutes(1),
        WarmUpPeriod = TimeSpan.FromMinutes(1),
        FailuresPerHour = 0.01,
        InitialNodes = 30,
    };

    /// <param name="options">One of <c>backtests</c>, <c>decisions</c> and <c>cycles</c>; empty for all.</param>
    public static int Run(string[] options)
    {
        if (options is [] or ["backtests"])
        {
            Backtests();
        }

        if (options is [] or ["decisions"])
        {
            Decide(PolicyField.Of(NodeLoad, 288, Five));
        }

        if (options is [] or ["cycles"])
        {
            Cycles();
        }

        return options is [] or ["backtests" or "decisions" or "cycles"] ? 0 : 2;
    }

    private static void Backtests()
    {
        LoadTrace week = SyntheticTrace.Daily(1, Ten, 7, 5000);
        LoadTrace month = SyntheticTrace.Daily(1, Five, 28, 10_000);
        DecisionEngine engine = PolicyField.EngineOf(PolicyField.Of(NodeLoad, 1, Ten)[0].Policy);
        Backtests("one week of 10 s", 10, week, PolicyField.Of(NodeLoad, 8640, Ten));
        Say("one week of 10 s, an engine with two clouds", 10, Median(Runs, () => Backtest.Run(engine, week, Model)));
        Backtests("28 days of 5 min, about 100 machines", 100, month, PolicyField.Of(NodeLoad, 288, Five));
        Say(
            "one week of 10 s, an engine, 1,000 groups, all cores",
            5000,
            Median(1, () => Groups(engine, week)),
            Environment.ProcessorCount
        );
    }

    private static void Cycles()
    {
        Say("plan 100,000 nodes where there are none", null, Median(Runs, Cycle(0, 100_000)));
        Say("pure cycle over 100,000 nodes, nothing to do", 100, Median(Runs, Cycle(100_000, 100_000)));
        Say("pure cycle over 100,000 nodes, 1,000 more", 100, Median(Runs, Cycle(100_000, 101_000)));
        (List<Spent> idle, List<Spent> growing, List<Spent> shrinking) = EngineCycles.Run();
        Say("RunAsync over 100,000 nodes, nothing to do", 100, Spent.Median(idle));
        Say("RunAsync over 100,000 nodes, one fewer", 100, Spent.Median(shrinking));
        Say("RunAsync over 100,000 nodes, 1,000 more, with orders", null, Spent.Median(growing));
    }

    private static void Backtests(string what, double goal, LoadTrace trace, TournamentEntry[] contenders)
    {
        foreach (TournamentEntry contender in contenders)
        {
            BacktestModel model = contender.Policy is KpaSizing ? Model with { MetricWindows = PolicyField.Windows } : Model;
            Say($"{what}, {contender.Name}", goal, Median(Runs, () => Backtest.Run(contender.Policy, trace, model)));
        }
    }

    /// <summary>Measures time and memory of single decisions, with the largest policy of the comparison.</summary>
    private static void Decide(TournamentEntry[] contenders)
    {
        const int Count = 100_000;
        foreach (TournamentEntry contender in contenders)
        {
            long[] state = new long[contender.Policy.StateLength];
            MetricReading[] metrics =
            [
                .. new[]
                {
                    BacktestModel.LoadMetric,
                    BacktestModel.LoadPerNodeMetric,
                    BacktestModel.UtilizationMetric,
                    PolicyField.Windows[0].Name,
                    PolicyField.Windows[1].Name,
                }.Select(name => MetricReading.FromValue(name, 60)),
            ];
            DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            contender.Policy.Initialize(
                new()
                {
                    Timestamp = now,
                    DesiredCount = 10,
                    ReadyCount = 10,
                    Metrics = metrics,
                },
                state
            );
            long bytes = 0;
            Spent median = Median(5, () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int tick = 0; tick < Count; tick++)
                {
                    now += Ten;
                    contender.Policy.Decide(
                        new()
                        {
                            Timestamp = now,
                            DesiredCount = 10,
                            ReadyCount = 10,
                            Metrics = metrics,
                        },
                        state
                    );
                }

                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            });
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a decision, {contender.Name, -46} {median.Processor * 1e6 / Count, 8:F0} ns   {(double)bytes / Count:0.##} bytes, goal 0: {(bytes == 0 ? "met" : "missed")}"
                )
            );
        }
    }

    private static void Groups(DecisionEngine engine, LoadTrace week)
    {
        int next = -1;
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, Environment.ProcessorCount)
                .Select(_ => new Thread(() =>
                {
                    for (int group = Interlocked.Increment(ref next); group < 1000; group = Interlocked.Increment(ref next))
                    {
                        Backtest.Run(engine, week, Model with { Seed = group });
                    }
                })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }

    private static Action Cycle(int there, int wanted)
    {
        Topology topology = Topology
            .Create("scale")
            .Build()
            .WithDomain(new Domain("pool") { Clouds = [new DomainCloud("hotel", 60_000), new DomainCloud("sierra")] })
            .WithCapacity("pool", there);
        DecisionEngine engine = DecisionEngine
            .Create("pool")
            .AddCloud("hotel", 60_000)
            .AddCloud("sierra")
            .UseSizing(new FixedSizing { Size = wanted })
            .WithOptions(options => options with { MaxNodes = 1_000_000 })
            .Build();
        DateTimeOffset at = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return () =>
        {
            EngineCycle cycle = engine.Preview(topology, _ => NodeState.Ready, [], at);
            if (cycle.Plan.Count(StepAction.Create, StepTarget.Node) != wanted - there)
            {
                throw new InvalidOperationException($"{wanted - there} nodes were to be planned: {cycle}");
            }
        };
    }

    /// <summary>Median of several runs, after a warm-up of half as many runs and at least one second.</summary>
    private static Spent Median(int runs, Action work)
    {
        SpentWatch warming = SpentWatch.Start();
        for (int run = 0; run < (runs + 1) / 2 || warming.Elapsed.Clock < 1000; run++)
        {
            work();
        }

        List<Spent> times = [];
        for (int run = 0; run < runs; run++)
        {
            SpentWatch watch = SpentWatch.Start();
            work();
            times.Add(watch.Elapsed);
        }

        return Spent.Median(times);
    }

    private static void Say(string what, double? goal, Spent median, int processors = 1)
    {
        double judged = median.Processor / processors;
        string verdict = goal is { } most
            ? string.Create(CultureInfo.InvariantCulture, $"goal {most:0} ms: {(judged < most ? "met" : "missed")}")
            : "";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -60} {judged, 9:F2} ms of processor time, {median.Clock, 9:F2} by the clock   {verdict}"
            )
        );
    }
}
