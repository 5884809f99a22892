namespace Sdk.Tests.Decisions.Backtesting;

public class BacktestTableTests
{
    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        BootDelay = TimeSpan.FromMinutes(4),
        PricePerHour = 60,
    };

    // Three nodes are needed, then one.
    private static readonly LoadTrace Load = SyntheticTrace.Steps(TimeSpan.FromMinutes(1), (30, 5), (10, 5));

    /// <summary>
    /// A node costs 1 a minute. Four: one node for ten minutes, and three that are requested after the first minute and
    /// ready in the fifth. Until then, 20, 40, 60 and 80 wait, more than one node serves in a minute. In the fifth, 70
    /// of 110 wait, more than four nodes serve in a minute; in the sixth, 40, not more. Until the end, the load of 200
    /// is served by 28 node minutes. The clairvoyant has three nodes for five minutes, then one. With two, 30, 40, 50,
    /// 40 and 30 wait from the third minute to the seventh, more than the 20 of a minute.
    /// </summary>
    [Fact]
    public void A_table_lists_policies_then_baselines_with_the_time_in_violation_at_the_start_and_after_it()
    {
        BacktestTable
            .ToText(Backtest.Compare(new FixedSizing { Size = 4 }, Load, Model, "four"))
            .ShouldBe(
                """
                policy        cost  saving  violations  at start  nodes  peak   busy  changes/day
                four         37.00   -70 %       1 min     4 min    2.8     4   71 %          144
                clairvoyant  20.00   100 %           0         –    2.0     3  100 %          144
                static mean  20.00       –       5 min         –    2.0     2  100 %            0
                static peak  30.00     0 %           0         –    3.0     3   67 %            0

                """,
                StringCompareShould.IgnoreLineEndings
            );
    }

    [Fact]
    public void Policies_are_sorted_by_cost_and_each_baseline_is_listed_once()
    {
        string[] lines = BacktestTable
            .ToText([
                .. Backtest.Compare(new FixedSizing { Size = 4 }, Load, Model, "four"),
                .. Backtest.Compare(new FixedSizing { Size = 3 }, Load, Model, "three"),
            ])
            .Split('\n');

        lines[1..].Select(line => line.Split("  ")[0]).ShouldBe(["three", "four", "clairvoyant", "static mean", "static peak", ""]);
    }

    [Fact]
    public void A_policy_that_never_has_enough_nodes_has_no_start()
    {
        string table = BacktestTable.ToText([
            Backtest.Run(new FixedSizing { Size = 1 }, SyntheticTrace.Constant(30, TimeSpan.FromMinutes(1), 90), Model, "one"),
        ]);

        table.Split('\n')[1].ShouldStartWith("one     90.00       –  1 h 30 min         0");
    }

    [Fact]
    public void A_table_has_at_most_100_columns_for_any_name_and_cost()
    {
        string name = new('n', 200);
        string table = BacktestTable.ToText([
            Backtest.Run(new FixedSizing { Size = 1000 }, Load with { Name = name }, Model with { PricePerHour = 1e9 }, name),
            .. Backtest.Compare(new FixedSizing { Size = 4 }, Load, Model, name),
        ]);

        table.Split('\n').Max(line => line.Length).ShouldBe(100);
        table.ShouldContain("nnn…");
    }

    [Fact]
    public void Each_load_has_a_table_of_its_own()
    {
        BacktestReport two = Backtest.Run(new FixedSizing { Size = 2 }, Load, Model, "two");
        BacktestReport other = Backtest.Run(new FixedSizing { Size = 2 }, Load with { Name = "other" }, Model, "two");

        BacktestTable.ToText([two, other]).ShouldBe($"steps:\n{BacktestTable.ToText([two])}\nother:\n{BacktestTable.ToText([other])}");
    }
}
