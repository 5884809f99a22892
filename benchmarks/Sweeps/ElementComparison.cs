using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Scalewright;
using Scalewright.Providers.Slurm;
using Scalewright.Sweeps;

namespace Benchmarks.Sweeps;

/// <summary>Measures what an element of a sweep costs on each engine: elements that only sleep, and empty ones.</summary>
internal static class ElementComparison
{
    private const int SleepingCount = 24;
    private const int EmptyCount = 48;
    private const int Rounds = 3;
    private const string SlurmFile = "SLURM_CONF";
    private static readonly TimeSpan Sleep = TimeSpan.FromSeconds(10);

    /// <summary>Runs an element if the arguments specify one.</summary>
    public static Task<bool> TryRunElementAsync(string[] args) => SweepElement.TryRunAsync(args, ComputeAsync);

    /// <summary>Prints the times of all engines; Slurm only if its variable names a cluster.</summary>
    public static async Task<int> RunAsync()
    {
        ProcessStartInfo self = OwnProgram.StartInfo();
        ValueList<string> command = [self.FileName, .. self.ArgumentList];
        await MeasureAsync("threads", new ThreadSweepEngine(ComputeAsync) { MaxConcurrency = SleepingCount });
        await MeasureAsync("processes", new ProcessSweepEngine(command) { MaxConcurrency = SleepingCount });
        if (Environment.GetEnvironmentVariable(SlurmFile) is { Length: > 0 } file)
        {
            SlurmClientOptions options = new() { Environment = new[] { KeyValuePair.Create(SlurmFile, file) }.ToValueMap() };
            await MeasureAsync("slurm", new SlurmSweepEngine(options, command));
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, ISweepEngine engine)
    {
        double asleep = await GetMedianAsync(engine, SleepingCount, Sleep);
        double empty = await GetMedianAsync(engine, EmptyCount, TimeSpan.Zero);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {SleepingCount} elements that sleep {Sleep.TotalSeconds:0} s: {asleep:0.0} s, {asleep / Sleep.TotalSeconds:0.00} times one; "
                    + $"{EmptyCount} empty elements: {empty:0.0} s, {EmptyCount / empty:0.0} a second"
            )
        );
    }

    private static async Task<double> GetMedianAsync(ISweepEngine engine, int count, TimeSpan sleep)
    {
        List<double> times = [];
        for (int round = 0; round < Rounds; round++)
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-elements-");
            try
            {
                SweepFolder sweep = SweepFolder.Create(
                    Path.Combine(folder.FullName, "sweep"),
                    Enumerable
                        .Range(0, count)
                        .Select(number =>
                            SweepPoint.Parse(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{{\"key\":\"{number}\",\"sleep\":{sleep.TotalMilliseconds:0}}}"
                                )
                            )
                        )
                );
                long start = Stopwatch.GetTimestamp();
                SweepReport report = await new SweepRunner(engine) { ChunkSize = 1 }.RunAsync(sweep);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                if (report.Failures.Count > 0)
                {
                    throw new InvalidOperationException($"An element failed: {report.Failures.First().Value}");
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return Median.Of(times);
    }

    private static async Task<string> ComputeAsync(SweepPoint point, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(point.Line);
        await Task.Delay(document.RootElement.GetProperty("sleep").GetInt32(), cancellationToken);
        return "{}";
    }
}
