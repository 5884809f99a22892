namespace Experiments.Tests.Streams;

public class FlowTests
{
    [Fact]
    public void A_job_with_a_heartbeat_timeout_of_zero_is_rejected() =>
        (Jobs.Single(1) with { HeartbeatTimeout = TimeSpan.Zero }).Check().ShouldHaveSingleItem().Field.ShouldBe("heartbeat_timeout");

    [Fact]
    public void Doubling_the_cost_of_an_operator_halves_its_throughput()
    {
        FlowReading one = Jobs.Settle(new StreamFlow(Jobs.Single(1), Jobs.Site(1)), 5_000);
        FlowReading twice = Jobs.Settle(new StreamFlow(Jobs.Single(2), Jobs.Site(1)), 5_000);

        one.Throughput.ShouldBe(1_000, 20);
        twice.Throughput.ShouldBe(500, 15);
    }

    [Fact]
    public void Unprocessed_records_accumulate_as_lag()
    {
        StreamFlow flow = new(Jobs.Single(1) with { RestartDelay = TimeSpan.Zero }, Jobs.Site(1));

        FlowReading reading = Jobs.Settle(flow, 1_500, seconds: 100, last: 100);

        reading.Lag.ShouldBe((1_500 - 1_000) * 100, 2_000);
        reading.Operators[0].BusyMs.ShouldBe(1_000, 10);
    }

    [Fact]
    public void An_operator_below_its_capacity_processes_all_records_and_is_busy_in_proportion()
    {
        FlowReading reading = Jobs.Settle(new StreamFlow(Jobs.Single(1), Jobs.Site(1)), 600, 200, 100);

        reading.Throughput.ShouldBe(600, 10);
        reading.Operators[0].BusyMs.ShouldBe(600, 10);
        reading.Lag.ShouldBe(0, 1);
    }

    [Fact]
    public void Operators_before_the_bottleneck_are_backpressured_and_those_after_it_are_mostly_idle()
    {
        FlowReading reading = Jobs.Settle(new StreamFlow(Jobs.Row(0.1, 1, 0.1), Jobs.Site(1)), 5_000);

        reading.Throughput.ShouldBe(1_000, 10);
        reading.Operators[0].BackpressuredMs.ShouldBe(900, 20);
        reading.Operators[1].BusyMs.ShouldBe(1_000, 10);
        reading.Operators[1].BackpressuredMs.ShouldBe(0, 1);
        reading.Operators[2].BackpressuredMs.ShouldBe(0, 1);
        reading.Operators[2].BusyMs.ShouldBe(100, 10);
    }

    [Fact]
    public void The_hottest_instance_limits_the_throughput_if_keys_are_skewed()
    {
        // Two keys have the weights 1 and 1/4, so the instance with the first key gets 0.8 of all records.
        StreamJob job = Jobs.Single(1, 4, StreamPartitioning.Keyed);
        StreamJob skewed = job with { Operators = [job.Operators[0] with { KeyCount = 2, Skew = 2 }] };

        Jobs.Settle(new StreamFlow(skewed, Jobs.Site(4)), 10_000).Throughput.ShouldBe(1_000 / 0.8, 30);
        Jobs.Settle(new StreamFlow(job with { Operators = [job.Operators[0] with { KeyCount = 100_000 }] }, Jobs.Site(4)), 10_000)
            .Throughput.ShouldBe(4_000, 80);
    }

    [Fact]
    public void Instances_beyond_the_partition_count_do_not_increase_the_throughput()
    {
        StreamJob job = Jobs.Single(1, 4) with { Topics = [new JobTopic("in", 2)] };

        Jobs.Settle(new StreamFlow(job, Jobs.Site(4)), 10_000).Throughput.ShouldBe(2_000, 40);
    }

    [Fact]
    public void Task_managers_of_one_machine_share_its_cores()
    {
        StreamEnvironment site = new()
        {
            Nodes = [new StreamNode("n", 2)],
            TaskManagers = [.. Enumerable.Range(1, 4).Select(number => new TaskManager($"tm{number}", "n"))],
        };

        Jobs.Settle(new StreamFlow(Jobs.Single(1, 4), site), 10_000).Throughput.ShouldBe(2_000, 40);
    }

    // One core: r · (0.005 ms + 1 ms) = 1 s, so r = 995 a second. The source computes at half speed, like the operator
    // that it shares the core with: for 2 · 0.005 ms · 995 = 10 ms of each second.
    [Fact]
    public void A_cheap_source_that_shares_a_full_core_with_the_bottleneck_is_backpressured_and_not_busy()
    {
        FlowReading reading = Jobs.Settle(new StreamFlow(Jobs.Row(0.005, 1), Jobs.Site(1, cores: 1)), 30_000);

        reading.Throughput.ShouldBe(995, 10);
        reading.Operators[0].BusyMs.ShouldBe(10, 0.5);
        reading.Operators[0].BackpressuredMs.ShouldBe(990, 0.5);
        reading.Operators[1].BusyMs.ShouldBe(1_000, 0.001);
        reading.Operators[1].BackpressuredMs.ShouldBe(0);
    }

    // r · (0.8 ms + 0.2 ms) = 1 s. The source always computes, so the other one has half a core, and is busy for twice its
    // processor time. There is no backpressure.
    [Fact]
    public void An_expensive_source_that_saturates_a_core_is_busy_and_the_next_operator_is_mostly_idle()
    {
        FlowReading reading = Jobs.Settle(new StreamFlow(Jobs.Row(0.8, 0.2), Jobs.Site(1, cores: 1)), 30_000);

        reading.Throughput.ShouldBe(1_000, 10);
        reading.Operators[0].BusyMs.ShouldBe(1_000, 0.001);
        reading.Operators[1].BusyMs.ShouldBe(400, 10);
        reading.Operators[1].BackpressuredMs.ShouldBe(0);
    }

    // Max-min fairness on one core: the light source gets the 0.1 cores that it needs; 0.9 remain at 1 ms a record. It
    // computes on half a core, so it is busy for twice its processor time.
    [Fact]
    public void An_operator_that_needs_less_than_its_fair_share_of_a_full_core_gets_all_it_needs()
    {
        FlowReading reading = SettleTwo(new StreamFlow(Two(1, 1), Jobs.Site(1, cores: 1)), 30_000, 100);

        reading.Operators[0].RecordsPerSecond.ShouldBe(900, 15);
        reading.Operators[0].BusyMs.ShouldBe(1_000, 0.001);
        reading.Operators[1].RecordsPerSecond.ShouldBe(100, 5);
        reading.Operators[1].BusyMs.ShouldBe(200, 15);
        reading.Operators[1].Lag.ShouldBe(0);
    }

    // Each gets half a core: 500 records of 1 ms, and 2,500 records of 0.2 ms.
    [Fact]
    public void Operators_that_need_more_than_their_fair_share_of_a_full_core_get_equal_shares()
    {
        FlowReading reading = SettleTwo(new StreamFlow(Two(1, 0.2), Jobs.Site(1, cores: 1)), 30_000, 4_000);

        reading.Operators[0].RecordsPerSecond.ShouldBe(500, 10);
        reading.Operators[1].RecordsPerSecond.ShouldBe(2_500, 50);
        reading.Operators.ShouldAllBe(item => item.BusyMs > 999.999);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public void A_slow_link_limits_the_throughput()
    {
        // A buffer of 1,000 records and a round trip of 200 ms allow 5,000 records a second per channel over the link. An
        // operator that waits for the link sends nothing to its own machine either, which costs some percent.
        StreamJob job = Jobs.Row(0.01, 0.01);
        StreamJob wide = job with
        {
            Topics = [new JobTopic("in", 2)],
            Operators = [job.Operators[0] with { Parallelism = 2 }, job.Operators[1] with { Parallelism = 2 }],
        };
        StreamEnvironment near = Jobs.Site(2);

        Jobs.Settle(new StreamFlow(wide, near with { Links = [new StreamLink("n1", "n2", TimeSpan.FromMilliseconds(100))] }), 100_000)
            .Throughput.ShouldBe(4 * 5_000, 1_000);
        Jobs.Settle(new StreamFlow(wide, near), 100_000).Throughput.ShouldBe(100_000, 1_000);
    }

    [Fact]
    public void A_job_with_a_cut_link_stops_and_resumes_when_the_link_is_restored()
    {
        StreamJob row = Jobs.Row(0.1, 0.1);
        StreamJob wide = row with
        {
            Topics = [new JobTopic("in", 2)],
            Operators = [row.Operators[0] with { Parallelism = 2 }, row.Operators[1] with { Parallelism = 2 }],
        };
        StreamEnvironment site = Jobs.Site(2);
        StreamFlow flow = new(wide, site);
        Jobs.Settle(flow, 1_000);

        flow.SetEnvironment(site with { Links = [new StreamLink("n1", "n2", TimeSpan.MaxValue)] });
        FlowReading cut = Jobs.Settle(flow, 1_000, seconds: 90, last: 60);
        flow.SetEnvironment(site);
        FlowReading mended = Jobs.Settle(flow, 1_000, seconds: 120);

        cut.Throughput.ShouldBe(0);
        // The buffers before the two sources are full.
        cut.Lag.ShouldBe((90 * 1_000) - (2 * 1_000), 1_000);
        mended.Throughput.ShouldBe(1_000, 20);
        mended.Lag.ShouldBe(0, 1);
        mended.LatencySeconds.ShouldBeLessThan(1);
    }

    [Fact]
    public void An_edge_without_records_limits_nothing_even_over_a_cut_link()
    {
        StreamJob row = Jobs.Row(0.1, 100);
        StreamJob idle = row with
        {
            Topics = [new JobTopic("in", 2)],
            Operators =
            [
                row.Operators[0] with
                {
                    Parallelism = 2,
                },
                row.Operators[1] with
                {
                    Parallelism = 2,
                    Inputs = [new JobInput("o0", Ratio: 0)],
                },
            ],
        };
        StreamEnvironment site = Jobs.Site(2) with { Links = [new StreamLink("n1", "n2", TimeSpan.MaxValue)] };

        FlowReading reading = Jobs.Settle(new StreamFlow(idle, site), 1_000);

        reading.Throughput.ShouldBe(1_000, 20);
        reading.LatencySeconds.ShouldBeLessThan(1);
        reading.Operators[1].RecordsPerSecond.ShouldBe(0);
    }

    [Fact]
    public void Records_since_the_last_checkpoint_are_reprocessed_after_a_failure()
    {
        StreamFlow flow = new(Jobs.Single(1, 2) with { HeartbeatTimeout = TimeSpan.FromSeconds(10) }, Jobs.Site(2));
        Jobs.Settle(flow, 1_000, 100);

        flow.SetEnvironment(Jobs.Site(1)).ShouldBeTrue();

        FlowReading reading = flow.Read();
        reading.Status.ShouldBe(FlowStatus.Restarting);
        reading.ReprocessedRecords.ShouldBeInRange(1, 1_000 * 31.5);
        reading.Lag.ShouldBe(reading.ReprocessedRecords, 100);
        FlowReading after = Jobs.Settle(flow, 500, 30, 5);
        after.Status.ShouldBe(FlowStatus.Running);
        after.Operators[0].Shares.Count.ShouldBe(1);
        after.RestartCount.ShouldBe(1);
    }

    [Fact]
    public void A_job_without_the_adaptive_scheduler_waits_for_all_its_slots()
    {
        StreamFlow flow = new(Jobs.Single(1, 2) with { UsesAdaptiveScheduler = false }, Jobs.Site(2));
        Jobs.Settle(flow, 100);
        flow.SetEnvironment(Jobs.Site(1));

        Jobs.Settle(flow, 100).Status.ShouldBe(FlowStatus.WaitingForSlots);

        flow.SetEnvironment(Jobs.Site(2));
        Jobs.Settle(flow, 100).Status.ShouldBe(FlowStatus.Running);
    }

    [Fact]
    public void Rescaling_pauses_for_a_savepoint_and_a_restart_and_reprocesses_nothing()
    {
        StreamJob job = Jobs.Single(1) with
        {
            MinCheckpointDuration = TimeSpan.FromSeconds(1),
            RestartDelay = TimeSpan.FromSeconds(4),
            StateMiBPerSecond = 100,
        };
        StreamFlow flow = new(
            job with
            {
                Topics = [new JobTopic("in", 8)],
                Operators = [job.Operators[0] with { StateMiB = 500 }],
            },
            Jobs.Site(4)
        );
        double before = Jobs.Settle(flow, 500, 100).Lag;

        flow.Rescale(ValueMap.Empty<int>().With("work", 4));
        FlowReading pause = Jobs.Settle(flow, 500, 15, 15);

        // The savepoint takes 1 s plus 5 s for the state; the start takes 4 s plus 5 s for the state.
        pause.Lag.ShouldBe(before + (15 * 500), 1_000);
        pause.ReprocessedRecords.ShouldBe(0);
        Jobs.Settle(flow, 500, 30, 5).Operators[0].Shares.Count.ShouldBe(4);
    }

    [Fact]
    public void State_that_exceeds_the_memory_increases_the_cost_per_record()
    {
        StreamJob job = Jobs.Single(1);
        job = job with { Operators = [job.Operators[0] with { StateMiB = 2_048 }] };

        // The state is twice the available memory, which is half of 2,048 MiB.
        Jobs.Settle(new StreamFlow(job, Jobs.Site(1)), 10_000, 120).Throughput.ShouldBe(500, 10);
    }

    [Fact]
    public void The_same_seed_gives_the_same_readings_and_another_seed_gives_different_ones()
    {
        FlowReading Run(long seed) => Jobs.Settle(new StreamFlow(Jobs.Row(0.5, 0.7), Jobs.Site(1), seed), 1_200);

        Run(1).ShouldBe(Run(1));
        Run(1).Throughput.ShouldNotBe(Run(2).Throughput);
    }

    [Fact]
    public void All_problems_of_a_job_are_reported_together()
    {
        StreamJob job = new("j")
        {
            Topics = [new JobTopic("in", 0)],
            Operators =
            [
                new JobOperator("a") { Topic = "ins", Parallelism = 200 },
                new JobOperator("b") { CpuTimePerRecord = TimeSpan.Zero },
                new JobOperator("c") { Inputs = [new JobInput("aa")] },
            ],
        };

        job.Check()
            .Select(problem => problem.ToString())
            .ShouldBe([
                "topics.in.partitions: 0 is outside of 1 to 32768; use 1 to 32768",
                "operators.a.parallelism: 200 is outside of 1 to 128; use 1 to 128",
                "operators.a.topic: there is no 'ins' before it; did you mean 'in'?",
                "operators.b.cpu_time: 0s is not above 0; use more than 0",
                "operators.b: it reads nothing; give it a topic or inputs",
                "operators.c.inputs: there is no 'aa' before it; use the name of one that comes before",
            ]);
    }

    private static StreamJob Two(double firstMs, double secondMs) =>
        new("two")
        {
            Topics = [new JobTopic("a"), new JobTopic("b")],
            Operators =
            [
                new JobOperator("first") { Topic = "a", CpuTimePerRecord = TimeSpan.FromMilliseconds(firstMs) },
                new JobOperator("second") { Topic = "b", CpuTimePerRecord = TimeSpan.FromMilliseconds(secondMs) },
            ],
        };

    private static FlowReading SettleTwo(StreamFlow flow, double first, double second)
    {
        for (int step = 0; step < 60; step++)
        {
            if (step == 30)
            {
                flow.Read();
            }

            flow.Advance(TimeSpan.FromSeconds(1), first, second);
        }

        return flow.Read();
    }
}
