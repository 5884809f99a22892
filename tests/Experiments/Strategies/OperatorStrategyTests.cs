using Experiments.Tests.Streams;
using Scalewright.Decisions.Policies;
using Scalewright.Experiments;
using Scalewright.Experiments.Strategies;
using Scalewright.Experiments.Streams;

namespace Experiments.Tests.Strategies;

/// <summary>
/// Operators by their true rates. An operator with 4, 2 and 8 instances that did 160, 96 and 256 a second grows by 0.72 of what is proportional (golden
/// case scaling-coefficient-diminishing, from the Flink autoscaler's own code).
/// </summary>
public class OperatorStrategyTests
{
    private static readonly StreamRules Rules = new() { Restart = TimeSpan.Zero };

    // 700 / 0.7 = 1000 records a second are to be done; 1000 / 500 * 10 = 20, and 20 / 0.72 = 27.8.
    [Theory, InlineData(false, 20), InlineData(true, 28)]
    public void An_operator_that_grew_less_than_proportional_gets_more_instances_when_that_is_observed(bool observes, int wanted)
    {
        IScalingCourse course = new OperatorStrategy(Rules with { ObservesScalability = observes }).Begin();

        foreach ((int instances, double rate) in new[] { (4, 160.0), (2, 96), (8, 256) })
        {
            course.Decide(View(instances, 1000, rate)).ShouldNotBeNull();
        }

        course.Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(wanted);
    }

    [Fact]
    public void What_changed_nothing_tells_nothing()
    {
        IScalingCourse course = new OperatorStrategy(Rules with { ObservesScalability = true }).Begin();
        course.Decide(View(4, 1000, 160));
        course.Decide(View(2, 1000, 96));

        // 224 a second are 70 % of 320: nothing to do.
        for (int time = 0; time < 20; time++)
        {
            course.Decide(View(8, 224, 320))?.Parallelism["task"].ShouldBe(8);
        }

        course.Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(20, "two changes tell nothing yet");
    }

    // 30,000 records of 0.005 ms are 0.15 of a core; of 1 ms they are 30 cores, of which 0.7 shall be busy: 43, and some for the restart.
    [Fact]
    public void A_cheap_source_that_shares_its_core_with_a_dear_operator_stays_one_instance()
    {
        StreamJob job = Jobs.Row(0.005, 1) with { Topics = [new JobTopic("in", 128)] };
        ScalingView view = new(DateTimeOffset.UnixEpoch, job, "o1")
        {
            Nodes = [.. Enumerable.Range(1, 20).Select(number => new StreamNode($"n{number}", 4))],
            TaskManagers = [new TaskManager("taskmanager-1", "n1")],
            Reading = Jobs.Settle(new StreamFlow(job, Jobs.Site(1, cores: 1)), 30_000),
        };

        ScalingChange change = new OperatorStrategy(Rules with { CatchUp = TimeSpan.Zero }).Begin().Decide(view)!;

        change.Parallelism["o0"].ShouldBe(1);
        change.Parallelism["o1"].ShouldBeInRange(43, 45);
    }

    [Fact]
    public void Two_runs_of_a_strategy_learn_apart()
    {
        OperatorStrategy strategy = new(Rules with { ObservesScalability = true });
        IScalingCourse first = strategy.Begin();
        first.Decide(View(4, 1000, 160));
        first.Decide(View(2, 1000, 96));
        first.Decide(View(8, 1000, 256));

        strategy.Begin().Decide(View(10, 700, 500))!.Parallelism["task"].ShouldBe(20);
    }

    [Fact]
    public void A_definition_says_whether_scalability_is_observed()
    {
        Experiment blank = Definitions.Read(Definitions.Join + "\nscaling: {interval: 60s, operators: {}}\n");
        Experiment observing = Definitions.Read(Definitions.Join + "\nscaling: {interval: 60s, operators: {observes_scalability: true}}\n");

        ((OperatorStrategy)blank.Scaling!).Rules.ObservesScalability.ShouldBeFalse();
        ((OperatorStrategy)observing.Scaling!).Rules.ObservesScalability.ShouldBeTrue();
    }

    /// <summary>An operator that is busy all the time at a rate.</summary>
    private static ScalingView View(int instances, double arrivals, double rate) =>
        new(DateTimeOffset.UnixEpoch, new StreamJob("job") { Topics = [new JobTopic("in")], Operators = [new JobOperator("task") { Topic = "in", Parallelism = instances }] }, "task")
        {
            Nodes = [new StreamNode("n-1", 64)],
            TaskManagers = [new TaskManager("taskmanager-1", "n-1") { Slots = 64 }],
            Template = new TaskManager("", "") { Slots = 64 },
            Reading = new FlowReading(TimeSpan.FromMinutes(1), FlowStatus.Running)
            {
                Operators = [new OperatorReading("task", [.. Enumerable.Repeat(1.0 / instances, instances)]) { BusyMs = 1000, RecordsPerSecond = rate, ArrivalsPerSecond = arrivals }],
            },
        };
}
