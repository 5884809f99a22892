namespace Experiments.Tests.Reports;

/// <summary>
/// The pages of an experiment and of a sweep in a browser, compared with approved outlines and pictures. The data are
/// those of the design: a load that rises from 500 to 4,000 orders per second, two changes of scale, and a lost machine.
/// </summary>
public class GoldenPageTests
{
    // Capacity of an instance.
    private const double Rate = 1900;

    private static readonly HistoryEvent[] Events =
    [
        new(TimeSpan.FromSeconds(90), "scale", "to 2 instances"),
        new(TimeSpan.FromSeconds(180), "scale", "to 3 instances"),
        new(TimeSpan.FromSeconds(300), "fault", "web-1 restarts"),
    ];

    private static ExperimentData Checkout =>
        new("checkout-001", "checkout")
        {
            Runs = 3,
            WarmUpPeriod = TimeSpan.FromSeconds(30),
            Thresholds = new ExperimentThresholds
            {
                LatencyP99 = TimeSpan.FromMilliseconds(100),
                Capacity = new CapacityThreshold(3, 5000),
                CatchUp = TimeSpan.FromMinutes(1),
            },
            Points =
            [
                new PointData("base", ValueMap<string>.Empty, [Run(1, 1, "checkout"), Run(2, 1.01, "checkout"), Run(3, 0.99, "checkout")]),
            ],
        };

    /// <summary>The job restarts twice for a change of scale, and once for the fault.</summary>
    [Fact]
    public void The_key_figures_end_with_the_restarts_and_the_records_of_a_run()
    {
        ValueList<ChartTile> tiles = ExperimentPage.Create(Checkout).Tiles;

        tiles.Select(tile => tile.Name).ShouldBe(["p50", "p95", "p99", "max", "kept up", "behind", "restarts", "records"]);
        tiles[6].Text.ShouldBe("3");
        tiles[7].Text.ShouldEndWith("M");
    }

    [MachineFact("chromium")]
    public async Task The_page_of_an_experiment_equals_its_golden_pictures()
    {
        await GoldenPage.CheckAsync(ExperimentPage.Create(Checkout).ToHtml(), "Experiment");
    }

    [MachineFact("chromium")]
    public async Task The_page_of_a_sweep_equals_its_golden_pictures()
    {
        PointData[] points =
        [
            .. from skew in new[] { "0", "0.3", "0.6", "0.9" } from time in new[] { "200us", "400us", "800us" } select Point(skew, time),
        ];

        await GoldenPage.CheckAsync(
            ExperimentPage
                .Create(
                    new("shopload-002", "pay")
                    {
                        Runs = 2,
                        WarmUpPeriod = TimeSpan.FromSeconds(30),
                        Points = [.. points],
                    }
                )
                .ToHtml(),
            "Sweep"
        );
    }

    private static PointData Point(string skew, string time)
    {
        double factor =
            400 / double.Parse(time[..3], CultureInfo.InvariantCulture) * (1 - (double.Parse(skew, CultureInfo.InvariantCulture) / 4));
        return new PointData(
            $"job.operators.pay.skew={skew},job.operators.pay.cpu_time={time}",
            ValueMap<string>.Empty.With("job.operators.pay.skew", skew).With("job.operators.pay.cpu_time", time),
            [Run(1, factor, "pay"), Run(2, 1.01 * factor, "pay")]
        );
    }

    /// <summary>Eight minutes in samples of 5 s. After a change of scale, the job is down for a sample, and after the fault for four.</summary>
    private static RunHistory Run(int number, double factor, string task)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        foreach (HistoryEvent item in Events)
        {
            writer.RecordEvent(item);
        }

        double lag = 0;
        for (int at = 5; at <= 480; at += 5)
        {
            bool isDown = at is 95 or 185 or > 300 and <= 320;
            int started = at switch
            {
                <= 90 => 1,
                <= 180 => 2,
                _ => 3,
            };
            int instances = isDown ? 0 : started;
            double load = Math.Min(4000, 500 + (3500 * at / 360.0));
            double throughput = Math.Min(instances * Rate * factor, load + (lag / 5));
            lag = Math.Max(0, lag + (5 * (load - throughput)));
            double busy = instances == 0 ? 0 : Math.Min(1000, 1000 * throughput / (instances * Rate * factor));
            double latency = (0.001 / factor) + (lag / load);
            LatencyHistogram histogram = new();
            for (int record = 1; record <= 100; record++)
            {
                histogram.Add(latency * (1 + (record * record / 2000.0)));
            }

            LatencyDistribution distribution = instances == 0 ? LatencyDistribution.Empty : histogram.Read();
            writer.RecordSample(
                TimeSpan.FromSeconds(at),
                [
                    new("arrivals", ""),
                    new("throughput", ""),
                    new("lag", ""),
                    new("latency", ""),
                    new("latency_p50", ""),
                    new("latency_p95", ""),
                    new("latency_p99", ""),
                    new("restarts", ""),
                    new("parallelism", ""),
                    new("nodes", ""),
                    new("taskmanagers", ""),
                    .. Enumerable.Range(0, instances).Select(instance => new SeriesKey("busyTimeMsPerSecond", task, instance)),
                ],
                [
                    load,
                    throughput,
                    lag,
                    distribution.MeanSeconds,
                    distribution.GetQuantile(0.5),
                    distribution.GetQuantile(0.95),
                    distribution.GetQuantile(0.99),
                    at switch
                    {
                        < 95 => 0,
                        < 185 => 1,
                        < 305 => 2,
                        _ => 3,
                    },
                    instances,
                    isDown && at > 300 ? 3 : 4,
                    started,
                    .. Enumerable.Repeat(busy, instances),
                ],
                distribution
            );
        }

        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }
}
