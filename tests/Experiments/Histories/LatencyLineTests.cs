using Experiments.Tests.Reports;

namespace Experiments.Tests.Histories;

public class LatencyLineTests
{
    private static readonly ValueList<SeriesKey> Series =
    [
        new("arrivals", ""),
        new("throughput", ""),
        new("lag", ""),
        new("latency", ""),
        new("parallelism", ""),
    ];

    [Fact]
    public void The_latencies_of_a_sample_are_recorded_and_read_with_all_records()
    {
        LatencyDistribution written = Latencies((0.001, 900), (0.5, 100));

        RunHistory read = Record(1, _ => written);

        LatencyDistribution found = read.Latencies[5];
        (found.Count, found.MaxSeconds).ShouldBe((1000, 0.5));
        new[] { 0.1, 0.5, 0.95, 0.99 }.ShouldAllBe(probability => found.GetQuantile(probability) == written.GetQuantile(probability));
    }

    // 10,000 records of 1 ms and 300 of 1 s: their p99 is 1 s, and the mean of the p99 of both samples is 0.5 s.
    [Fact]
    public void Quantiles_are_those_of_all_records_of_the_samples()
    {
        RunHistory[] runs =
        [
            .. Enumerable.Range(1, 2).Select(number => Record(number, at => at % 2 == 0 ? Latencies((0.001, 5000)) : Latencies((1, 150)))),
        ];
        ExperimentData data = VerdictTests.Data(VerdictTests.Point(runs));

        LatencySummary latency = ExperimentVerdict.Create(data).Points[0].Latency;

        latency.P50.Mean.ShouldBe(0.001, 0.00001);
        latency.P95.Mean.ShouldBe(0.001, 0.00001);
        latency.P99.Mean.ShouldBe(1, 0.01);
        latency.MaxSeconds.ShouldBe(1);
        latency.GetCells(hasQuantiles: true)[2].ShouldEndWith(" s");
    }

    [Fact]
    public void A_history_without_latencies_has_only_a_mean()
    {
        LatencySummary latency = ExperimentVerdict.Create(VerdictTests.Data(VerdictTests.Point(Record(1, _ => null)))).Points[0].Latency;

        latency.HasQuantiles.ShouldBeFalse();
        latency.Mean.Mean.ShouldBe(0.25);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"mean":1,"max":1,"first":-1,"buckets":"AQ=="}""")]
    [InlineData("""{"mean":1,"max":1,"first":5000,"buckets":"AQ=="}""")]
    [InlineData("""{"mean":1,"max":1,"first":1,"buckets":"gA=="}""")]
    [InlineData("""{"mean":1,"max":1,"first":1,"buckets":"////////////AQ=="}""")]
    [InlineData("""{"mean":1,"max":1,"first":1,"buckets":"?"}""")]
    [InlineData("""{"mean":1,"max":1,"first":1,"buckets":""}""")]
    [InlineData("3")]
    public void A_line_with_damaged_latencies_is_rejected(string latency)
    {
        string lines = """{"series":[["lag","",-1]]}""" + "\n" + $$"""{"at":5,"values":[1],"latency":{{latency}}}""" + "\n";

        Should
            .Throw<ExperimentException>(() => HistoryReader.Read(Encoding.UTF8.GetBytes(lines), 1))
            .Problems[0]
            .Code.ShouldBe(ProblemCode.StateCorrupt);
    }

    private static LatencyDistribution Latencies(params (double Seconds, int Count)[] records)
    {
        LatencyHistogram histogram = new();
        foreach (double seconds in records.SelectMany(item => Enumerable.Repeat(item.Seconds, item.Count)))
        {
            histogram.Add(seconds);
        }

        return histogram.Read();
    }

    /// <summary>A run of 22 samples that keep up, of which the first two are those of the start.</summary>
    private static RunHistory Record(int number, Func<int, LatencyDistribution?> latency)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        for (int at = 0; at < 22; at++)
        {
            writer.RecordSample(TimeSpan.FromSeconds(5 * (at + 1)), Series, [1000, 1000, 0, 0.25, 1], latency(at));
        }

        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }
}
