namespace Experiments.Tests.Streams;

/// <summary>Compares jobs of which a part of the time is simulated with the same jobs simulated whole.</summary>
public class SamplingTests
{
    private const double Error = 0.05;

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, SamplingCase> Cases { get; } =
        new(StringComparer.Ordinal)
        {
            ["one instance at 0.8"] = new(Jobs.Row(0.02), Jobs.Site(1), _ => 40_000),
            ["series at 0.6"] = new(Jobs.Row(0.02, 0.02, 0.02), Jobs.Site(1), _ => 30_000),
            ["pool at 0.8"] = new(Jobs.Single(0.02, 4, StreamPartitioning.Pool), Jobs.Site(4), _ => 160_000),
            ["shared cores at 0.6"] = new(Jobs.Row(0.02, 0.02, 0.02, 0.02), Jobs.Site(1, cores: 2), _ => 15_000),
            ["small buffers"] = new(WithBuffer(Jobs.Row(0.02, 0.02), 2), Jobs.Site(1), _ => 20_000),
            ["sine to 0.9"] = new(Jobs.Row(0.02, 0.01), Jobs.Site(1), second => 30_000 + (15_000 * Math.Sin(second * 2 * Math.PI / 60))),
            ["overload"] = new(Jobs.Row(0.01, 0.02), Jobs.Site(1), _ => 60_000),
            ["sine to 1.2"] = new(Jobs.Row(0.01, 0.02), Jobs.Site(1), second => 40_000 + (20_000 * Math.Sin(second * 2 * Math.PI / 60))),
        };

    [Theory, Trait(Category.Name, Category.Campaign)]
    [MemberData(nameof(Names))]
    public void Jobs_simulated_in_part_agree_with_jobs_simulated_whole(string name)
    {
        SamplingCase job = Cases[name];
        FlowReading whole = job.Measure(StreamSampling.All);
        FlowReading part = job.Measure(new StreamSampling());

        whole.SampledRatio.ShouldBe(1);
        part.SampledRatio.ShouldBeLessThan(0.6);
        part.LatencySeconds.ShouldBe(whole.LatencySeconds, Error * whole.LatencySeconds);
        part.Latency!.GetQuantile(0.95).ShouldBe(whole.Latency!.GetQuantile(0.95), 2 * Error * whole.Latency.GetQuantile(0.95));
        part.Throughput.ShouldBe(whole.Throughput, 0.01 * whole.Throughput);
        part.Lag.ShouldBe(whole.Lag, Error * whole.Lag + 100);
        foreach ((OperatorReading one, OperatorReading other) in part.Operators.Zip(whole.Operators))
        {
            one.RecordsPerSecond.ShouldBe(other.RecordsPerSecond, 0.02 * other.RecordsPerSecond);
            one.BusyMs.ShouldBe(other.BusyMs, Error * other.BusyMs);
            one.ArrivalsPerSecond.ShouldBe(other.ArrivalsPerSecond);
            one.Latency!.MeanSeconds.ShouldBe(other.Latency!.MeanSeconds, Error * other.Latency.MeanSeconds);
            one.Latency.GetQuantile(0.95).ShouldBe(other.Latency.GetQuantile(0.95), 2 * Error * other.Latency.GetQuantile(0.95));
        }
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [MemberData(nameof(Names))]
    public void Throughput_alone_needs_a_hundredth_of_the_time(string name)
    {
        SamplingCase job = Cases[name];
        FlowReading whole = job.Measure(StreamSampling.All);
        FlowReading part = job.Measure(StreamSampling.Throughput);

        part.SampledRatio.ShouldBeLessThan(0.1);
        part.LatencySeconds.ShouldBe(double.NaN);
        part.Operators.ShouldAllBe(item => double.IsNaN(item.Latency!.MeanSeconds));
        part.Throughput.ShouldBe(whole.Throughput, Error * whole.Throughput);
    }

    [Fact]
    public void Jobs_with_few_records_are_simulated_whole()
    {
        StreamFlow whole = new(Jobs.Row(0.1, 0.1, 0.1), Jobs.Site(1), 1);
        StreamFlow part = new(Jobs.Row(0.1, 0.1, 0.1), Jobs.Site(1), 1, new StreamSampling());

        Jobs.Settle(part, 3_300).ShouldBe(Jobs.Settle(whole, 3_300));
    }

    [Fact]
    public void Records_read_in_the_time_left_out_are_read_again_after_a_failure()
    {
        StreamFlow flow = new(Jobs.Row(0.01), Jobs.Site(1), 1, new StreamSampling());
        Jobs.Settle(flow, 30_000, 50);
        double checkpoint = flow.Read().CheckpointSeconds;
        flow.SetEnvironment(Jobs.Site(0), isNoticed: true);
        FlowReading lost = flow.Read();

        checkpoint.ShouldBe(0.2, 0.05);
        lost.ReprocessedRecords.ShouldBeInRange(10_000, 30 * 33_000);
        flow.Lag.ShouldBe(lost.ReprocessedRecords, 100);
        flow.SetEnvironment(Jobs.Site(1));
        Jobs.Settle(flow, 30_000, 120).Lag.ShouldBe(0);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Latencies_while_many_records_are_drained_are_within_the_error()
    {
        const int Runs = 8;
        double whole = Enumerable.Range(1, 3).Average(seed => Drain(StreamSampling.All, seed));
        double[] parts = [.. Enumerable.Range(1, Runs).Select(seed => Drain(new StreamSampling { Hops = 1_000 }, seed))];

        // Two standard deviations.
        Math.Sqrt(parts.Average(part => Math.Pow((part / whole) - 1, 2))).ShouldBeLessThan(Error / 2);
    }

    /// <summary>Returns the mean latency of the minutes after an outage, until the records of that time are processed.</summary>
    private static double Drain(StreamSampling sampling, long seed)
    {
        StreamFlow flow = new(Jobs.Row(0.1), Jobs.Site(1), seed, sampling);
        Jobs.Settle(flow, 8_000, 40);
        flow.SetEnvironment(Jobs.Site(0), isNoticed: true);
        Jobs.Settle(flow, 8_000, 30);
        flow.SetEnvironment(Jobs.Site(1));
        return Jobs.Settle(flow, 8_000, 240, 240).LatencySeconds;
    }

    private static StreamJob WithBuffer(StreamJob job, int size) =>
        job with
        {
            Operators = [.. job.Operators.Select(item => item with { BufferSize = size })],
        };

    private sealed record SamplingCase(StreamJob Job, StreamEnvironment Site, Func<int, double> Rate)
    {
        /// <summary>Returns the mean of a minute, after the records of the start are processed.</summary>
        public FlowReading Measure(StreamSampling sampling)
        {
            StreamFlow flow = new(Job, Site, 1, sampling);
            for (int second = 0; second < 120; second++)
            {
                if (second == 60)
                {
                    flow.Read();
                }

                flow.Advance(TimeSpan.FromSeconds(1), Rate(second));
            }

            return flow.Read();
        }
    }
}
