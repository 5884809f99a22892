using Experiments.Tests.Streams;

namespace Experiments.Tests.Strategies;

/// <summary>Tests the strategy; 4, 2 and 8 instances at 160, 96 and 256 records/s have the coefficient 0.72.</summary>
public class OperatorStrategyTests
{
    private static readonly StreamRules Rules = new() { RestartDuration = TimeSpan.Zero };

    // The target is 700 / 0.7 = 1000 records a second: 1000 / 500 * 10 = 20 instances, and 20 / 0.72 = 27.8.
    [Theory, InlineData(false, 20), InlineData(true, 28)]
    public void An_operator_that_scales_sublinearly_gets_more_instances_if_scalability_is_observed(bool observes, int wanted)
    {
        IScalingRun course = new OperatorStrategy(Rules with { IsObservedScalabilityEnabled = observes }).StartRun();

        foreach ((int instances, double rate) in new[] { (4, 160.0), (2, 96), (8, 256) })
        {
            course.Decide(View(instances, 1000, rate)).ShouldNotBeNull();
        }

        course.Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(wanted);
    }

    [Fact]
    public void A_decision_without_a_change_adds_no_scalability_observation()
    {
        IScalingRun course = new OperatorStrategy(Rules with { IsObservedScalabilityEnabled = true }).StartRun();
        course.Decide(View(4, 1000, 160));
        course.Decide(View(2, 1000, 96));

        // 224 records a second are 70 % of 320, so no change is needed.
        for (int time = 0; time < 20; time++)
        {
            course.Decide(View(8, 224, 320))?.Parallelism["task"].ShouldBe(8);
        }

        course.Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(20, "two changes tell nothing yet");
    }

    // 30,000 records of 0.005 ms need 0.15 cores; 30,000 records of 1 ms need 30 cores. With a target utilization of
    // 0.7 these are 43 instances, and some more for the restart.
    [Fact]
    public void A_cheap_source_that_shares_a_core_with_an_expensive_operator_keeps_one_instance()
    {
        StreamJob job = Jobs.Row(0.005, 1) with { Topics = [new JobTopic("in", 128)] };
        ScalingObservation view = new(DateTimeOffset.UnixEpoch, job, "o1")
        {
            Nodes = [.. Enumerable.Range(1, 25).Select(number => new StreamNode($"n{number}", 4))],
            TaskManagers = [new TaskManager("taskmanager-1", "n1")],
            Reading = Jobs.Settle(new StreamFlow(job, Jobs.Site(1, cores: 1)), 30_000),
        };

        ScalingChange change = new OperatorStrategy(Rules with { CatchUpDuration = TimeSpan.Zero }).StartRun().Decide(view)!;

        change.Parallelism["o0"].ShouldBe(1);
        change.Parallelism["o1"].ShouldBeInRange(43, 45);
    }

    // The target is 1000 / 0.7 = 1429 records a second. One instance processes 40, so 36 instances are needed.
    [Theory, InlineData(36, 64, 36), InlineData(12, 64, 12), InlineData(64, 20, 20)]
    public void Desired_instances_are_limited_by_the_maximum_parallelism_and_the_partition_count(int most, int parts, int wanted)
    {
        IScalingRun course = new OperatorStrategy(Rules).StartRun();

        course.Decide(Bounded(View(4, 1000, 160), most, parts))!.Parallelism["task"].ShouldBe(wanted);
        course.Decide(Bounded(View(wanted, 1000, 40 * wanted), most, parts)).ShouldBeNull("it would start again for nothing");
    }

    // 36 instances are needed, and there is capacity for three or four task managers with one slot each.
    [Theory, InlineData(4, 8192), InlineData(64, 8191), InlineData(8, 9000)]
    public void Desired_task_managers_are_limited_by_the_cores_and_memory_of_the_machines(int cores, int memory)
    {
        int room = Math.Min(cores, memory / 2048);
        ScalingObservation view = View(1, 1000, 40) with
        {
            Nodes = [new StreamNode("n-1", cores) { MemoryMiB = memory }],
            TaskManagers = [new TaskManager("taskmanager-1", "n-1")],
            TaskManagerTemplate = new TaskManager("", ""),
        };
        IScalingRun course = new OperatorStrategy(Rules).StartRun();

        ScalingChange change = course.Decide(view)!;

        change.TaskManagers.Count.ShouldBe(room);
        change.Parallelism["task"].ShouldBe(room);
        change.Reason.ShouldBe(
            $"task needs 36 instances for 1000 records a second, there is room for {room} slots, {room} task managers on n-1"
        );
        course
            .Decide(view with { TaskManagers = change.TaskManagers, Reading = View(room, 1000, 40 * room).Reading })
            .ShouldBeNull("it would start again for nothing");
    }

    // LeastAllocated: the next three leave 6/8, 5/8 and 4/8 of the big machine free. Then 1/2 of the small machine is
    // more than 3/8.
    [Fact]
    public void Task_managers_are_placed_on_the_least_allocated_machine()
    {
        ScalingObservation view = View(1, 1000, 200) with
        {
            Nodes = [new StreamNode("big", 8) { MemoryMiB = 16_384 }, new StreamNode("small", 2) { MemoryMiB = 4_096 }],
            TaskManagers = [new TaskManager("taskmanager-1", "big")],
            TaskManagerTemplate = new TaskManager("", ""),
        };

        // 1429 / 200 gives 8 instances.
        new OperatorStrategy(Rules)
            .StartRun()
            .Decide(view)!
            .TaskManagers.Select(manager => manager.Node)
            .ShouldBe(["big", "big", "big", "big", "small", "big", "big", "big"]);
    }

    [Theory, InlineData(1, 4), InlineData(2, 3)]
    public void A_policy_is_limited_to_the_task_managers_that_fit_and_have_work(int slots, int managers)
    {
        PolicyStrategy strategy = new(
            new ThresholdSizing
            {
                Metric = "busy",
                UpperThreshold = 0.8,
                LowerThreshold = 0.1,
                MinNodes = 1,
                MaxNodes = 100,
                ScaleOutStep = 50,
            }
        );
        TaskManager template = new("", "") { Slots = slots };
        ScalingObservation view = View(1, 1000, 40) with
        {
            Nodes = [new StreamNode("n-1", 4) { MemoryMiB = 9000 }],
            TaskManagers = [template with { Name = "taskmanager-1", Node = "n-1" }],
            TaskManagerTemplate = template,
        };
        IScalingRun course = strategy.StartRun();

        // There is capacity for four task managers. With two slots each, three suffice for five partitions.
        ScalingChange change = course.Decide(Bounded(view, 128, 5))!;

        change.TaskManagers.Count.ShouldBe(managers);
        course
            .Decide(Bounded(view with { Timestamp = view.Timestamp.AddHours(1), TaskManagers = change.TaskManagers }, 128, 5))
            .ShouldBeNull("it would start again for nothing");
    }

    [Fact]
    public void Two_runs_of_a_strategy_do_not_share_observations()
    {
        OperatorStrategy strategy = new(Rules with { IsObservedScalabilityEnabled = true });
        IScalingRun first = strategy.StartRun();
        first.Decide(View(4, 1000, 160));
        first.Decide(View(2, 1000, 96));
        first.Decide(View(8, 1000, 256));

        strategy.StartRun().Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(20);
    }

    [Fact]
    public void Scalability_is_not_observed_unless_the_definition_enables_it()
    {
        Experiment blank = Definitions.Read(Definitions.Join + "\nscaling: {interval: 60s, operators: {}}\n");
        Experiment observing = Definitions.Read(Definitions.Join + "\nscaling: {interval: 60s, operators: {observes_scalability: true}}\n");

        ((OperatorStrategy)blank.Scaling!).Rules.IsObservedScalabilityEnabled.ShouldBeFalse();
        ((OperatorStrategy)observing.Scaling!).Rules.IsObservedScalabilityEnabled.ShouldBeTrue();
    }

    private static ScalingObservation Bounded(ScalingObservation view, int most, int parts) =>
        view with
        {
            Job = view.Job with
            {
                Topics = [new JobTopic("in", parts)],
                Operators = [view.Job.Operators[0] with { MaxParallelism = most }],
            },
        };

    private static ScalingObservation View(int instances, double arrivals, double rate) =>
        new(
            DateTimeOffset.UnixEpoch,
            new StreamJob("job")
            {
                Topics = [new JobTopic("in", 64)],
                Operators = [new JobOperator("task") { Topic = "in", Parallelism = instances }],
            },
            "task"
        )
        {
            Nodes = [new StreamNode("n-1", 64)],
            TaskManagers = [new TaskManager("taskmanager-1", "n-1") { Slots = 64 }],
            TaskManagerTemplate = new TaskManager("", "") { Slots = 64 },
            Reading = new FlowReading(TimeSpan.FromMinutes(1), FlowStatus.Running)
            {
                Operators =
                [
                    new OperatorReading("task", [.. Enumerable.Repeat(1.0 / instances, instances)])
                    {
                        BusyMs = 1000,
                        RecordsPerSecond = rate,
                        ArrivalsPerSecond = arrivals,
                    },
                ],
            },
        };
}
