namespace Sdk.Tests.Decisions.Backtesting;

public class SameNameTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        InitialNodes = 2,
        BootDelay = TimeSpan.Zero,
    };

    // The first load needs one node, then three: two on average. The second needs two, then six: four on average.
    private static readonly LoadTrace Small = SyntheticTrace.Steps(Minute, (10, 5), (30, 5)) with { Name = "load" };

    private static readonly LoadTrace Large = SyntheticTrace.Steps(Minute, (20, 5), (60, 5)) with { Name = "load" };

    [Fact]
    public void A_tournament_reports_all_duplicate_names_at_once()
    {
        Tournament wrong = new()
        {
            Entries =
            [
                new("a", new FixedSizing { Size = 1 }),
                new("b", new FixedSizing { Size = 2 }),
                new("a", new FixedSizing { Size = 3 }),
                new("static peak", new FixedSizing { Size = 3 }),
            ],
            Traces = [Small, Large, Small with { Name = "other" }, Large with { Name = "other" }, Large with { Name = "Other" }],
            Model = Model,
        };

        DecisionException refused = Should.Throw<DecisionException>(() => wrong.Run());

        refused
            .Problems.Select(problem => (problem.Field, problem.Message))
            .ShouldBe(
                [
                    ("entries", "'a' is there 2 times"),
                    ("traces", "'load' is there 2 times"),
                    ("traces", "'other' is there 2 times"),
                    ("entries", "'static peak' is the name of a baseline"),
                ],
                ignoreOrder: true
            );
        refused.Problems.ShouldAllBe(problem => problem.Code == ProblemCode.DuplicateName && problem.Advice.Length > 0);
    }

    [Fact]
    public void A_speedup_uses_the_baseline_of_its_own_load_not_of_one_with_the_same_name()
    {
        BacktestReport[] together =
        [
            .. Backtest.Compare(new FixedSizing { Size = 2 }, Small, Model, "two"),
            .. Backtest.Compare(new FixedSizing { Size = 3 }, Large, Model, "three"),
        ];

        string[] rows = BacktestTable.ToCsv(together).TrimEnd('\n').Split('\n')[1..];

        rows.ShouldBe([
            .. BacktestTable.ToCsv(together[..4]).TrimEnd('\n').Split('\n')[1..],
            .. BacktestTable.ToCsv(together[4..]).TrimEnd('\n').Split('\n')[1..],
        ]);
    }

    [Fact]
    public void Loads_with_equal_values_share_their_baselines()
    {
        LoadTrace again = Small with { Values = [.. Small.Values] };
        BacktestReport[] together =
        [
            Backtest.Run(new FixedSizing { Size = 2 }, Small, Model, "two"),
            .. Backtest.Compare(new FixedSizing { Size = 3 }, again, Model, "three"),
        ];

        BacktestTable.ToCsv(together).Split('\n')[1].ShouldEndWith(",1", Case.Sensitive, "two nodes are the static mean of the load");
    }
}
