namespace Experiments.Tests.Streams;

/// <summary>Compares simulated wait times with Kleinrock, Queueing Systems I, in 99 % confidence intervals.</summary>
public class TheoryTests
{
    private const int Runs = 30;

    // Student's t for 99 %, two-sided, 29 degrees of freedom: NIST/SEMATECH e-Handbook, 1.3.6.7.2.
    private const double StudentQuantile = 2.756;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.9)]
    public void Wait_times_of_one_instance_match_the_M_M_1_queue(double utilization) =>
        MeasureWaitTime(Jobs.Single(10), 100 * utilization).ShouldContain(utilization / (1 - utilization) * 0.010);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Wait_times_are_halved_if_all_records_have_the_same_cost(double utilization) =>
        MeasureWaitTime(Jobs.Single(10, spread: 0), 100 * utilization).ShouldContain(utilization / (1 - utilization) * 0.010 / 2);

    // The Erlang C formula gives the probability that a record waits. The test computes it from its definition.
    [Theory]
    [InlineData(2, 1.6)]
    [InlineData(3, 2.4)]
    [InlineData(8, 7.2)]
    public void Wait_times_of_several_instances_with_one_queue_match_the_M_M_c_queue(int count, double load)
    {
        double tail = Math.Pow(load, count) / Factorial(count) * count / (count - load);
        double waitProbability = tail / (Enumerable.Range(0, count).Sum(k => Math.Pow(load, k) / Factorial(k)) + tail);

        MeasureWaitTime(Jobs.Single(10, count, StreamPartitioning.Pool), 100 * load).ShouldContain(waitProbability * 0.010 / (count - load));
    }

    [Fact]
    public void Each_operator_of_a_chain_waits_like_an_independent_M_M_1_queue()
    {
        // Burke: the departures of an M/M/1 queue are Poisson arrivals at the next queue.
        StreamJob chain = Jobs.Row(10, 12, 8);

        MeasureWaitTime(chain, 70, 0).ShouldContain(0.7 / 0.3 * 0.010);
        MeasureWaitTime(chain, 70, 1).ShouldContain(0.84 / 0.16 * 0.012);
        MeasureWaitTime(chain, 70, 2).ShouldContain(0.56 / 0.44 * 0.008);
    }

    [Theory]
    [InlineData(2, 160)]
    [InlineData(8, 720)]
    public void The_wait_time_of_an_instance_pool_follows_the_Erlang_C_formula(int count, double rate)
    {
        double load = rate * 0.010;
        double tail = Math.Pow(load, count) / Factorial(count) * count / (count - load);
        double waitProbability = tail / (Enumerable.Range(0, count).Sum(k => Math.Pow(load, k) / Factorial(k)) + tail);

        QueueingTheory.GetPoolWaitTime(rate, 0.010, count).ShouldBe(waitProbability * 0.010 / (count - load), 1e-12);
        QueueingTheory.GetPoolWaitTime(100 * count, 0.010, count).ShouldBe(double.PositiveInfinity);
        QueueingTheory.GetPoolWaitTime(50, 0.010, 1).ShouldBe(QueueingTheory.GetWaitTime(50, 0.010), 1e-12);
    }

    [Fact]
    public void The_latency_of_a_flow_matches_the_latency_of_simulated_records()
    {
        StreamJob chain = Jobs.Row(10, 12, 8);
        Interval first = MeasureWaitTime(chain, 70, 0);
        Interval second = MeasureWaitTime(chain, 70, 1);
        Interval third = MeasureWaitTime(chain, 70, 2);
        double measured = first.Mean + second.Mean + third.Mean + 0.030;
        double margin = first.Margin + second.Margin + third.Margin;

        // All operators run on one machine, so links have no latency. The latency includes the time in the topic, which
        // the assertion subtracts.
        FlowReading reading = Jobs.Settle(new StreamFlow(chain, Jobs.Site(1), seed: 3), 70, 600, 300);

        (reading.LatencySeconds - (reading.Lag / reading.Throughput)).ShouldBe(measured, margin + (measured * 0.1));
    }

    private static Interval MeasureWaitTime(StreamJob job, double rate, int index = 0) => Interval.From(
    [
        .. Enumerable.Range(1, Runs).Select(seed => RecordSimulation.Run(job, [rate], TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(200), seed)[index].WaitSeconds),
    ]);

    private static double Factorial(int number) => Enumerable.Range(1, number).Aggregate(1.0, (product, factor) => product * factor);

    private sealed record Interval(double Mean, double Margin)
    {
        public static Interval From(double[] values)
        {
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
            return new Interval(mean, StudentQuantile * deviation / Math.Sqrt(values.Length));
        }

        public void ShouldContain(double theory)
        {
            theory.ShouldBeInRange(Mean - Margin, Mean + Margin);

            // A wide interval would contain any value.
            Margin.ShouldBeLessThan(theory / 2);
        }
    }
}
