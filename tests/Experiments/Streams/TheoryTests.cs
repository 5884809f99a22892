using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Statistics;

namespace Experiments.Tests.Streams;

/// <summary>
/// Compares simulated latencies with Kleinrock, Queueing Systems I, in 99 % confidence intervals, and record by record with recursions over all records.
/// </summary>
public class TheoryTests
{
    private const int Runs = 30;

    // Student's t for 99 %, two-sided, 29 degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    private const double StudentQuantile = 2.756;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.9)]
    public void Latencies_of_one_instance_are_distributed_as_in_the_M_M_1_queue(double utilization)
    {
        LatencyDistribution[] runs = Measure(Jobs.Single(10), 100 * utilization);
        double mean = 0.010 / (1 - utilization);

        ShouldContain(runs, run => run.MeanSeconds, mean);
        ShouldContain(runs, run => run.GetQuantile(0.5), -mean * Math.Log(0.5));
        ShouldContain(runs, run => run.GetQuantile(0.95), -mean * Math.Log(0.05));
    }

    // At 0.9, the interval of the 99th percentile is wider than a fifth of it.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Latencies_of_an_operator_are_distributed_as_in_the_M_M_1_queue(double utilization)
    {
        LatencyDistribution[] runs = [.. Read(Jobs.Single(10), 100 * utilization).Select(run => run.Operators[0].Latency!)];
        double mean = 0.010 / (1 - utilization);

        ShouldContain(runs, run => run.MeanSeconds, mean);
        ShouldContain(runs, run => run.GetQuantile(0.99), -mean * Math.Log(0.01));
    }

    // Pollaczek and Khinchine: the wait time is proportional to 1 + the squared coefficient of variation.
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(0.5, 0)]
    [InlineData(0.8, 0)]
    [InlineData(0.8, 0.5)]
    [InlineData(0.5, 2)]
    public void Wait_times_depend_on_the_variation_of_the_processing_time(double utilization, double variation) =>
        ShouldContain(
            Measure(Jobs.Single(10, spread: variation), 100 * utilization),
            run => run.MeanSeconds,
            0.010 + (utilization / (1 - utilization) * 0.010 * (1 + (variation * variation)) / 2)
        );

    // The Erlang C formula gives the probability that a record waits. The test computes it from its definition.
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(2, 1.6, 4)]
    [InlineData(3, 2.4, 4)]
    [InlineData(8, 7.2, 8)]
    [InlineData(2, 1.8, 2)]
    public void Latencies_of_several_instances_with_one_queue_match_the_M_M_c_queue(int count, double load, int instances)
    {
        double tail = Math.Pow(load, count) / Factorial(count) * count / (count - load);
        double waitProbability = tail / (Enumerable.Range(0, count).Sum(k => Math.Pow(load, k) / Factorial(k)) + tail);

        // More instances than cores: as many records are in the job as with one instance for each core.
        StreamJob job = Jobs.Single(10, Math.Max(count, instances), StreamPartitioning.Pool);
        ShouldContain(Measure(job, 100 * load, count), run => run.MeanSeconds, 0.010 + (waitProbability * 0.010 / (count - load)));
    }

    // One core is never idle while a record waits, so the number of records is as in one M/M/1 queue.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Instances_that_share_a_core_have_the_latency_of_one_instance_on_average()
    {
        StreamJob job = Jobs.Single(10, 4);

        ShouldContain(Measure(job, 80, cores: 1), run => run.MeanSeconds, 0.010 / 0.2);
        ShouldContain(Measure(job, 80 * 4, cores: 4), run => run.MeanSeconds, 0.010 / 0.2);
    }

    // Burke: the departures of an M/M/1 queue are Poisson arrivals at the next queue.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Each_operator_of_a_chain_waits_like_an_independent_M_M_1_queue()
    {
        double[] means = [0.010 / 0.3, 0.012 / 0.16, 0.008 / 0.44];
        FlowReading[] runs = Read(Jobs.Row(10, 12, 8), 70);

        ShouldContain([.. runs.Select(run => run.LatencySeconds)], means.Sum());
        for (int index = 0; index < means.Length; index++)
        {
            ShouldContain([.. runs.Select(run => run.Operators[index].Latency!.MeanSeconds)], means[index]);
            ShouldContain([.. runs.Select(run => run.Operators[index].Latency!.GetQuantile(0.95))], -means[index] * Math.Log(0.05));
            ShouldContain([.. runs.Select(run => run.Operators[index].Latency!.GetQuantile(0.99))], -means[index] * Math.Log(0.01));
        }
    }

    // The records of the time before a source reads them belong to the topic.
    [Fact]
    public void The_latency_of_an_operator_starts_when_a_record_enters_its_queue()
    {
        StreamJob single = Jobs.Single(10);
        StreamJob job = single with { Operators = [single.Operators[0] with { CpuTimeVariation = 0, BufferSize = 1 }] };

        FlowReading reading = Jobs.Settle(new StreamFlow(job, Jobs.Site(1)), 200, 60, 10);

        reading.Latency!.MeanSeconds.ShouldBeGreaterThan(10);
        reading.Operators[0].Latency!.Count.ShouldBe(reading.Latency.Count);
        reading.Operators[0].Latency!.MeanSeconds.ShouldBe(0.020, 1e-6);
        reading.Operators[0].Latency!.MaxSeconds.ShouldBe(0.020, 1e-6);
    }

    // Jackson: 0.5 copies on average, each with its own wait time.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void An_operator_behind_a_ratio_receives_that_part_of_the_records()
    {
        StreamJob row = Jobs.Row(10, 16);
        StreamJob half = row with { Operators = [row.Operators[0], row.Operators[1] with { Inputs = [new JobInput("o0", 0.5)] }] };

        ShouldContain(Measure(half, 70), run => run.MeanSeconds, (0.010 / 0.3) + (0.016 / 0.44));
    }

    // Two exponential servers with b places between them: 100 · (b + 2) / (b + 3). Little's law gives the time behind the
    // first one, which the closed form of its states makes ((b + 1)(b + 2) / 2 + b + 1) / (b + 3) records.
    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(1, 75, 0.016667)]
    [InlineData(2, 80, 0.0225)]
    [InlineData(10, 92.308, 0.064167)]
    public void A_full_buffer_blocks_the_operator_before_it(int buffer, double throughput, double behind)
    {
        StreamJob row = Jobs.Row(10, 10);
        StreamJob job = row with { Operators = [row.Operators[0], row.Operators[1] with { BufferSize = buffer }] };

        OperatorReading[] runs =
        [
            .. Enumerable.Range(1, Runs).Select(seed => Jobs.Settle(new StreamFlow(job, Jobs.Site(1), seed), 300, 240, 200).Operators[1]),
        ];

        ShouldContain([.. runs.Select(run => run.RecordsPerSecond)], throughput);
        ShouldContain([.. runs.Select(run => run.Latency!.MeanSeconds)], behind);
    }

    // L(i, n) = max(E(i, n), L(i + 1, n - b - 1)): a record leaves when the record b + 1 before it has left the next
    // operator. Draws are those of the simulation: one random source for each operator, used in the order of service.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public void Every_record_of_a_random_chain_leaves_at_the_time_of_the_recursion()
    {
        StableRandom random = new(1);
        for (int seed = 1; seed <= 40; seed++)
        {
            double[] costs = [.. Enumerable.Range(0, 2 + random.Next(3)).Select(_ => 1.0 + random.Next(9))];
            StreamJob row = Jobs.Row(costs) with { RestartDelay = TimeSpan.Zero };
            StreamJob job = row with
            {
                Operators =
                [
                    .. row.Operators.Select(
                        (item, index) =>
                            item with
                            {
                                BufferSize = index == 0 ? 1_000 : 1 + random.Next(5),
                                CpuTimeVariation = random.Next(4) * 0.5,
                            }
                    ),
                ],
            };
            double rate = 600 / costs.Max() * (1 + random.NextDouble());

            ShouldEqual(job, rate, seed, (arrivals, sources) => TandemWithBlocking(job, arrivals, sources));
        }
    }

    // Kiefer and Wolfowitz: a record starts when it has arrived and the first of the servers is free.
    [Fact]
    public void Every_record_of_a_random_chain_of_pools_leaves_at_the_time_of_the_recursion()
    {
        StableRandom random = new(2);
        for (int seed = 1; seed <= 40; seed++)
        {
            int[] servers = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => 1 + random.Next(5))];
            StreamJob row = Jobs.Row([.. servers.Select(count => 10.0 * count)]) with { RestartDelay = TimeSpan.Zero };
            StreamJob job = row with
            {
                Operators =
                [
                    .. row.Operators.Select(
                        (item, index) =>
                            item with
                            {
                                Parallelism = servers[index],
                                Partitioning = StreamPartitioning.Pool,
                                BufferSize = 1_000_000,
                                CpuTimeVariation = 0.5 * (1 + random.Next(3)),
                            }
                    ),
                ],
            };

            ShouldEqual(job, 70 + (20 * random.NextDouble()), seed, (arrivals, sources) => Pools(job, arrivals, sources));
        }
    }

    // A job on one core per instance: no record is lost or processed twice by a change of the parallelism.
    [Fact]
    public void Rescaling_loses_no_record()
    {
        StreamJob job = Jobs.Row(1, 2) with { Topics = [new JobTopic("in", 8)], RestartDelay = TimeSpan.FromSeconds(2) };
        StreamFlow flow = new(job, Jobs.Site(4));
        double arrived = 0;
        long left = 0;
        for (int second = 0; second < 120; second++)
        {
            if (second is 20 or 50)
            {
                flow.Rescale(ValueMap.Empty<int>().With("o0", second / 10).With("o1", second / 10));
            }

            flow.Advance(TimeSpan.FromSeconds(1), second < 80 ? 450 : 0);
            FlowReading reading = flow.Read();
            arrived += reading.ArrivalsPerSecond;
            left += reading.Latency!.Count;
            reading.ReprocessedRecords.ShouldBe(0);
        }

        left.ShouldBe((long)Math.Round(arrived));
        flow.Lag.ShouldBe(0);
    }

    // Everything read since the last checkpoint is processed again; its latency includes the outage.
    [Fact]
    public void A_crash_repeats_the_records_since_the_last_checkpoint()
    {
        StreamFlow flow = new(Jobs.Single(0.01, 2) with { RestartDelay = TimeSpan.FromSeconds(1) }, Jobs.Site(2));
        double arrived = 0;
        long left = 0;
        double longest = 0;
        for (int second = 0; second < 120; second++)
        {
            if (second == 70)
            {
                flow.SetEnvironment(Jobs.Site(1)).ShouldBeTrue();
            }

            flow.Advance(TimeSpan.FromSeconds(1), second < 100 ? 450 : 0);
            FlowReading reading = flow.Read();
            arrived += reading.ArrivalsPerSecond;
            left += reading.Latency!.Count;
            longest = Math.Max(longest, second > 70 && reading.Latency.Count > 0 ? reading.Latency.MaxSeconds : 0);
        }

        // Checkpoints start 31 and 61 s after the start; the second one took 200 ms.
        double repeated = flow.Read().ReprocessedRecords;
        repeated.ShouldBe(450 * 9, 300);
        (left - arrived).ShouldBe(repeated, 1e-6);

        // The first of them arrived at 61 s, and is processed again after 10 s until the loss is noticed and 1 s for the start.
        longest.ShouldBe(20, 0.05);
    }

    [Fact]
    public void Quantiles_of_merged_distributions_are_those_of_all_records()
    {
        LatencyHistogram histogram = new();
        LatencyDistribution[] parts =
        [
            .. Enumerable
                .Range(0, 10)
                .Select(part =>
                {
                    for (int record = 1; record <= 1_000; record++)
                    {
                        histogram.Add(part + (record / 1_000.0));
                    }

                    return histogram.Read();
                }),
        ];

        LatencyDistribution all = LatencyDistribution.Merge(parts);

        all.Count.ShouldBe(10_000);
        all.MeanSeconds.ShouldBe(5.0005, 1e-9);
        all.MaxSeconds.ShouldBe(10);
        all.GetQuantile(0.5).ShouldBe(5, 0.01);
        all.GetQuantile(0.99).ShouldBe(9.9, 0.02);
        all.GetQuantile(1).ShouldBe(10);
        LatencyDistribution.Empty.GetQuantile(0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_distribution_of_a_trillion_records_has_the_quantiles_of_its_parts()
    {
        LatencyHistogram histogram = new();
        for (int record = 1; record <= 1_000; record++)
        {
            histogram.Add(record / 1_000.0);
        }

        LatencyDistribution all = histogram.Read();
        for (int doubling = 0; doubling < 30; doubling++)
        {
            all = LatencyDistribution.Merge([all, all]);
        }

        all.Count.ShouldBe(1_000L << 30);
        all.MeanSeconds.ShouldBe(0.5005, 1e-9);
        all.GetQuantile(0.5).ShouldBe(0.5, 0.005);
        all.GetQuantile(0.99).ShouldBe(0.99, 0.01);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData(0.5)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(1_000)]
    public void Counts_have_the_mean_and_variance_of_the_Poisson_distribution(double mean)
    {
        const int Count = 100_000;
        StableRandom random = new(3);
        double[] counts = [.. Enumerable.Range(0, Count).Select(_ => (double)WorkLaw.SampleCount(random, mean))];

        counts.Average().ShouldBe(mean, 4 * Math.Sqrt(mean / Count));
        counts.Sum(count => (count - mean) * (count - mean) / Count).ShouldBe(mean, 4 * mean * Math.Sqrt((2 + (1 / mean)) / Count));
    }

    private static LatencyDistribution[] Measure(StreamJob job, double rate, double cores = 8) =>
        [.. Read(job, rate, cores).Select(run => run.Latency!)];

    private static FlowReading[] Read(StreamJob job, double rate, double cores = 8)
    {
        int slots = job.Operators.Max(item => item.Parallelism);
        StreamEnvironment site = new()
        {
            Nodes = [new StreamNode("n", cores)],
            TaskManagers = [new TaskManager("tm", "n") { Slots = slots, Cpus = cores }],
        };
        return [.. Enumerable.Range(1, Runs).Select(seed => Jobs.Settle(new StreamFlow(job, site, seed), rate, 450, 400))];
    }

    private static void ShouldContain(LatencyDistribution[] runs, Func<LatencyDistribution, double> value, double theory) =>
        ShouldContain([.. runs.Select(value)], theory);

    private static void ShouldContain(double[] values, double theory)
    {
        double mean = values.Average();
        double margin =
            StudentQuantile * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);

        theory.ShouldBeInRange(mean - margin, mean + margin);

        // A wide interval would contain any value.
        margin.ShouldBeLessThan(theory / 5);
    }

    private static void ShouldEqual(StreamJob job, double rate, int seed, Func<double[], StableRandom[], double[]> recursion)
    {
        const int Seconds = 30;
        int count = job.Operators.Count;
        StableRandom[] sources =
        [
            .. Enumerable.Range(1, (2 * count) + 1).Select(index => new StableRandom((long)SplitMixRandom.Mix((ulong)seed, (ulong)index))),
        ];
        int slots = job.Operators.Max(item => item.Parallelism);
        StreamEnvironment site = new()
        {
            Nodes = [new StreamNode("n", 100)],
            TaskManagers = [new TaskManager("tm", "n") { Slots = slots, Cpus = 100 }],
        };
        StreamFlow flow = new(job, site, seed);
        TopicReader topic = new(sources[count]);
        for (int second = 0; second < Seconds; second++)
        {
            flow.Advance(TimeSpan.FromSeconds(1), rate);
            topic.Add(second, second + 1, WorkLaw.SampleCount(sources[^1], rate));
        }

        double[] arrivals = [.. Enumerable.Range(0, (int)topic.Lag).Select(_ => topic.Read())];
        double[] leaves = recursion(arrivals, sources);
        double[] latencies = [.. leaves.Zip(arrivals).Where(pair => pair.First <= Seconds).Select(pair => pair.First - pair.Second)];
        LatencyDistribution distribution = flow.Read().Latency!;

        distribution.Count.ShouldBe(latencies.Length);
        distribution.MeanSeconds.ShouldBe(latencies.Average(), 1e-9);
        distribution.MaxSeconds.ShouldBe(latencies.Max(), 1e-9);
    }

    private static double[] TandemWithBlocking(StreamJob job, double[] arrivals, StableRandom[] random)
    {
        int count = job.Operators.Count;
        WorkLaw[] work = [.. job.Operators.Select(item => new WorkLaw(item.CpuTimePerRecord.TotalSeconds, item.CpuTimeVariation))];
        double[][] leaves = [.. job.Operators.Select(_ => new double[arrivals.Length])];
        for (int record = 0; record < arrivals.Length; record++)
        {
            for (int index = 0; index < count; index++)
            {
                double start = Math.Max(
                    index == 0 ? arrivals[record] : leaves[index - 1][record],
                    record == 0 ? 0 : leaves[index][record - 1]
                );
                int before = index == count - 1 ? -1 : record - job.Operators[index + 1].BufferSize - 1;
                leaves[index][record] = Math.Max(start + work[index].Sample(random[index]), before < 0 ? 0 : leaves[index + 1][before]);
            }
        }

        return leaves[^1];
    }

    private static double[] Pools(StreamJob job, double[] arrivals, StableRandom[] random)
    {
        double[] times = [.. arrivals];
        for (int index = 0; index < job.Operators.Count; index++)
        {
            JobOperator item = job.Operators[index];
            WorkLaw work = new(item.CpuTimePerRecord.TotalSeconds, item.CpuTimeVariation);
            PriorityQueue<double, double> free = new(Enumerable.Repeat((0.0, 0.0), item.Parallelism));

            // Departures overtake each other, so records are sorted by their arrival here.
            foreach (int record in Enumerable.Range(0, times.Length).OrderBy(record => times[record]).ToArray())
            {
                times[record] = Math.Max(times[record], free.Dequeue()) + work.Sample(random[index]);
                free.Enqueue(times[record], times[record]);
            }
        }

        return times;
    }

    private static double Factorial(int number) => Enumerable.Range(1, number).Aggregate(1.0, (product, factor) => product * factor);
}
