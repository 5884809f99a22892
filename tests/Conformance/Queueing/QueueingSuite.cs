using Scalewright.Experiments.Runs;
using Scalewright.Statistics;

namespace Conformance.Queueing;

/// <summary>
/// Simulated latencies and rates of queueing networks against their exact values, in 99 % confidence intervals that hold for all figures of the folder together.
/// </summary>
public sealed class QueueingSuite : ISuite
{
    private const double MaxHeavyUtilization = 0.94;

    public string Name => "queueing";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        QueueingCase[] cases =
        [
            .. Directory
                .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => new QueueingCase(
                    Path.GetFileNameWithoutExtension(path),
                    JsonNode.Parse(File.ReadAllText(path))!.AsObject()
                )),
        ];
        int figures = cases.Sum(item => item.Expectations.Count());
        Lazy<Task<BatchMeasurements>[]> runs = new(() => Start(cases));
        return cases.Select(
            (item, index) => new ConformanceCase(item.Name, async _ => FirstDifference(item, await runs.Value[index], figures))
        );
    }

    /// <summary>Simulates all cases, as many at a time as there are processors.</summary>
    private static Task<BatchMeasurements>[] Start(QueueingCase[] cases)
    {
        SemaphoreSlim free = new(Environment.ProcessorCount);
        return
        [
            .. cases.Select(item =>
                Task.Run(async () =>
                {
                    await free.WaitAsync();
                    try
                    {
                        BatchMeasurements measured = new(item);
                        RunResult result = await SimulatedRun.RunAsync(item.ToExperiment(), 1, measured);
                        return result.Reason.Length == 0 ? measured : throw new InvalidOperationException(result.Reason);
                    }
                    finally
                    {
                        free.Release();
                    }
                })
            ),
        ];
    }

    private static string? FirstDifference(QueueingCase item, BatchMeasurements measured, int figures)
    {
        string? difference = null;
        foreach ((string figure, double expected) in item.Expectations)
        {
            (double value, double error) = measured.Estimate(figure);
            double plain = error * StudentDistribution.GetQuantile(QueueingCase.Batches - 1, outside: 0.01);
            double together = error * StudentDistribution.GetQuantile(QueueingCase.Batches - 1, outside: 0.01 / figures);
            double limit =
                expected * (figure.Contains("p99", StringComparison.Ordinal) || item.Utilization > MaxHeavyUtilization ? 0.1 : 0.05);
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"{figure}: expected {expected:g6}, measured {value:g6} ± {plain:g3} at 99 %, ± {together:g3} for {figures} figures together"
            );
            Console.WriteLine($"{item.Name} {line}");
            if (!(Math.Abs(value - expected) <= together) || together > limit)
            {
                difference ??= $"{line}; use at most ± {limit.ToString("g3", CultureInfo.InvariantCulture)}";
            }
        }

        return difference;
    }
}
