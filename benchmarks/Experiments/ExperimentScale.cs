using System.Diagnostics;
using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Streams;

namespace Benchmarks.Experiments;

/// <summary>
/// Measures hours of fifty operators on two hundred machines, a report, and a sweep of a thousand points on two threads
/// and in two processes.
/// </summary>
internal static class ExperimentScale
{
    private const int Points = 1_000;
    private const int SweepRounds = 7;

    public static int Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-benchmark-");
        try
        {
            SineLoad overload = new(100_000, 60_000, TimeSpan.FromMinutes(20));
            SineLoad load = new(40_000, 10_000, TimeSpan.FromMinutes(20));
            string file = Path.Combine(folder.FullName, "run-1.jsonl");
            RunHour(file, overload, new StreamSampling());
            ReportHour(file);
            RunHour(file, load, new StreamSampling());
            RunHour(file, overload, StreamSampling.Throughput);
            RunHour(file, load, StreamSampling.Throughput);
            RunSweeps(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    /// <summary>Runs a part of the sweep in a separate process.</summary>
    public static int RunCase(string folder, string first, string count, string threads)
    {
        Sweep(folder, Number(first), Number(count), Number(threads));
        return 0;
    }

    private static void RunHour(string file, SineLoad load, StreamSampling sampling)
    {
        Experiment experiment = DescribeHour(load, sampling);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"an hour of {experiment.Job.Operators.Count} operators on 200 machines with {load.Mean:N0} ± {load.Amplitude:N0} records/s, {(sampling.IsThroughputOnly ? "throughput alone" : "latency sampled")}"
            )
        );
        for (int round = 1; round <= 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            using (HistoryWriter writer = new(File.Create(file)))
            {
                RunResult result = SimulatedRun.RunAsync(experiment, 1, writer).GetAwaiter().GetResult();
                writer.End(result.Outcome, result.Reason);
            }

            TimeSpan used = Environment.CpuUsage.TotalTime - before;
            Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  round {round}, writing its history: {used.TotalSeconds:0.00} s of processor time, elapsed"
                ),
                start
            );
        }

        if (!sampling.IsThroughputOnly)
        {
            // Around the end of the first period, when the load is at its mean.
            double latency = Read(file).Find("latency").Values[234..246].ToArray().Average();
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  mean latency at {load.Mean:N0} records/s: {latency * 1e6:0} us")
            );
        }
    }

    private static void ReportHour(string file)
    {
        for (int round = 1; round <= 3; round++)
        {
            long start = Stopwatch.GetTimestamp();
            RunHistory history = Read(file);
            ExperimentData data = new("hour", "o49")
            {
                WarmUpPeriod = TimeSpan.FromSeconds(30),
                Runs = 1,
                Points = [new PointData("base", ValueMap.Empty<string>(), [history])],
            };
            string page = ExperimentPage.Create(data).ToHtml();
            Print(
                $"report of {history.Series.Values.Sum(series => series.Values.Length):N0} samples, {new FileInfo(file).Length / 1_000_000} MB of history, {Encoding.UTF8.GetByteCount(page) / 1000} kB of page, round {round}",
                start
            );
        }
    }

    private static RunHistory Read(string file) => HistoryReader.Read(File.ReadAllBytes(file), 1);

    private static Experiment DescribeHour(SineLoad load, StreamSampling sampling) =>
        Experiment
            .Create("hour")
            .WithDuration(TimeSpan.FromHours(1))
            .AddNodes(new NodeClass("n", 200))
            .WithTaskManagers(200, manager => manager with { Slots = 1, Cpus = 4 })
            .UseJob(
                new StreamJob("hour")
                {
                    Topics = [new JobTopic("in", 64)],
                    Operators =
                    [
                        .. Enumerable
                            .Range(0, 50)
                            .Select(index => new JobOperator($"o{index}")
                            {
                                Topic = index == 0 ? "in" : null,
                                Inputs = index == 0 ? [] : [new JobInput($"o{index - 1}")],
                                CpuTimePerRecord = TimeSpan.FromMicroseconds(20),
                                Parallelism = 16,
                                Partitioning = index % 2 == 0 ? StreamPartitioning.Even : StreamPartitioning.Keyed,
                                Skew = 0.2,
                            }),
                    ],
                }
            )
            .AddLoad("in", "in", load)
            .Build() with
        {
            Sampling = sampling,
        };

    private static void RunSweeps(string root)
    {
        List<double> shares = [];
        for (int round = 0; round < SweepRounds; round++)
        {
            double together = Measure(() => End(Start(Path.Combine(root, $"one-{round}"), 0, Points, threads: 2)));
            double apart = Measure(() =>
                End(
                    Start(Path.Combine(root, $"two-{round}"), 0, Points / 2, threads: 1),
                    Start(Path.Combine(root, $"three-{round}"), Points / 2, Points / 2, threads: 1)
                )
            );
            shares.Add(apart / together);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Points} points, round {round + 1}: a process of two threads {together:0.00} s, two processes of one {apart:0.00} s"
                )
            );
        }

        shares.Sort();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"two threads reach {shares[shares.Count / 2]:0.00} of what two processes reach (median of {SweepRounds})"
            )
        );
    }

    private static void Sweep(string folder, int first, int count, int threads)
    {
        string rates = string.Join(", ", Enumerable.Range(first, count).Select(index => 100 + index));
        string definition = $$"""
            name: sweep
            duration: 10m
            nodes: [{kind: n, count: 4}]
            task_managers: {count: 2}
            job:
              topics: [{name: in, partitions: 8}]
              operators:
                - {name: source, topic: in, cpu_time: 10us, parallelism: 2}
                - {name: map, inputs: [source], cpu_time: 1ms, parallelism: 2}
                - {name: sink, inputs: [map], cpu_time: 10us, parallelism: 2}
            load: [{name: in, shape: constant, rate: 1}]
            matrix:
              load.in.rate: [{{rates}}]
            """;
        ExperimentFolder made = ExperimentFolder.Create(
            folder,
            new ExperimentBundle(Encoding.UTF8.GetBytes(definition)).Read(),
            TimeProvider.System
        );
        ExperimentSweepResult tally = new ExperimentSweep(made) { MaxDegreeOfParallelism = threads }
            .RunAsync()
            .GetAwaiter()
            .GetResult();
        if (tally.CompletedCount != count)
        {
            throw new InvalidOperationException($"{tally.CompletedCount} of {count} completed: {tally.Reason}");
        }
    }

    private static Process Start(string folder, int first, int count, int threads)
    {
        ProcessStartInfo start = new(
            Environment.ProcessPath!,
            [typeof(ExperimentScale).Assembly.Location, "experiments-case", folder, Text(first), Text(count), Text(threads)]
        );
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            start.ArgumentList.RemoveAt(0);
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for all processes. A failed process invalidates the measurement.</summary>
    private static void End(params Process[] processes)
    {
        foreach (Process process in processes)
        {
            process.WaitForExit();
        }

        int failed = Array.FindIndex(processes, process => process.ExitCode != 0);
        Array.ForEach(processes, process => process.Dispose());
        if (failed >= 0)
        {
            throw new InvalidOperationException($"Process {failed + 1} of {processes.Length} failed.");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Measure(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Print(string what, long start) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s"));
}
