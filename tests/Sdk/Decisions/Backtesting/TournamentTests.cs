using Scalewright.Decisions;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace Sdk.Tests.Decisions.Backtesting;

public class TournamentTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Tournament Games = new()
    {
        Contenders = [new("one", new FixedSizing { Size = 1 }), new("ten", new FixedSizing { Size = 10 }), new("tracking", Tracking(80))],
        Traces = [LoadGenerator.Daily(1, Minute, 1, 800), LoadGenerator.Daily(2, Minute, 1, 400)],
        Model = new BacktestModel { NodeLoad = 100, FailuresPerHour = 0.1, BootSpread = Minute },
        Seeds = 5,
    };

    [Fact]
    public void The_result_does_not_depend_on_the_number_of_threads()
    {
        TournamentReport alone = (Games with { Threads = 1 }).Run();
        TournamentReport together = (Games with { Threads = 4 }).Run();

        together.Standings.ShouldBe(alone.Standings);
        together.Reports.ShouldBe(alone.Reports);
        alone.Reports.Count.ShouldBe(3 * 2 * 5);
    }

    [Fact]
    public void Policies_that_no_other_beats_are_marked_and_the_best_stands_first()
    {
        TournamentReport report = Games.Run();

        report.Standings.Select(one => one.Score.Mean).ShouldBeInOrder();
        report.Standings.Single(one => one.Name == "one").IsEfficient.ShouldBeTrue("nothing is cheaper than one node");
        report.ToString().Split('\n')[1].ShouldContain(report.Standings[0].Name);
    }

    /// <summary>By hand: the deviation is 1.29099, its error 0.64550, times 3.182 for 3 degrees of freedom.</summary>
    [Fact]
    public void Intervals_are_those_of_student()
    {
        Estimate estimate = Estimate.Of([1, 2, 3, 4]);

        estimate.Mean.ShouldBe(2.5);
        estimate.Margin.ShouldBe(2.0540, 0.0001);
    }

    [Fact]
    public void A_search_tries_every_combination_and_names_the_best()
    {
        TournamentReport report = new ParameterSearch
        {
            Ranges = [new ParameterRange("target", 20, 100, 5), new ParameterRange("minimum", 1, 2, 2)],
            Make = values => Tracking(values[0]) with { NodesMin = (int)values[1] },
            Traces = Games.Traces,
            Model = Games.Model,
        }.Run();

        report.Standings.Count.ShouldBe(10);
        report.Standings.Select(one => one.Name).ShouldContain("target 40, minimum 2");
        report.Standings[0].Score.Mean.ShouldBeLessThanOrEqualTo(report.Standings[^1].Score.Mean);
    }

    [Fact]
    public void What_is_wrong_with_any_policy_is_told_before_anything_is_run()
    {
        Tournament wrong = Games with { Contenders = [new("a", new FixedSizing { Size = -1 }), new("a", Tracking(0))], Seeds = 0 };

        Should.Throw<DecisionException>(() => wrong.Run()).Problems.Select(problem => problem.Field).ShouldBe(["seeds", "a.Size", "a.Target", "contenders"]);
    }

    private static TargetTrackingSizing Tracking(double target) => new() { Metric = BacktestModel.LoadPerNode, Target = target, NodesMin = 1, NodesMax = 50 };
}
