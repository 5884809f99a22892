namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>Three nodes are needed, then one; the figures are those of <see cref="BacktestTableTests"/>.</summary>
public class BacktestVerdictTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 10,
        BootDelay = TimeSpan.FromMinutes(4),
        PricePerHour = 60,
    };

    private static readonly LoadTrace Load = SyntheticTrace.Steps(Minute, (30, 5), (10, 5));

    [Fact]
    public void A_single_policy_is_compared_with_a_static_peak()
    {
        ChartVerdict verdict = VerdictOf(Backtest.Compare(Fixed(4), Load, Model, "four"));

        verdict.Sentence.ShouldBe(
            "four costs 37.00, 23 % more than a constant size for the peak. Load waits too long for 1 min in 10 min."
        );
        verdict.IsPassed.ShouldBeNull();
        verdict.Findings[0].ShouldBe("Part of the possible saving over a constant size for the peak (30.00): four -70 %.");
        verdict.Note.ShouldContain("The first 4 min, before enough nodes were ready, do not count.");
    }

    /// <summary>Six cost 10 + 5 * 9 = 55; of 110 in the fifth minute, 50 wait, less than six nodes serve in one.</summary>
    [Fact]
    public void The_cheapest_of_several_policies_wins_and_the_price_of_a_violation_is_calculated()
    {
        ChartVerdict verdict = VerdictOf([Run(6), Run(4)]);

        verdict.Sentence.ShouldBe(
            "4 nodes is the cheapest: 37.00, 33 % less than 6 nodes. Load waits too long for 1 min in 10 min, and never with 6 nodes."
        );
        verdict.Findings.ShouldContain(
            "Between 4 nodes and 6 nodes, the price of a minute of violation decides: below 18.00, 4 nodes is cheaper."
        );
    }

    /// <summary>With four nodes, load waits for a minute after the start; six or more nodes suffice then.</summary>
    [Fact]
    public void The_times_in_which_load_waits_with_the_two_cheapest_policies_are_compared_in_one_sentence()
    {
        ViolationsOf(Run(7), Run(8)).ShouldBe("After the start, load never waits too long with either policy.");
        ViolationsOf(Run(4), Named(4, "same")).ShouldBe("With both policies, load waits too long for 1 min in 10 min.");
        ViolationsOf(Run(8)).ShouldBe("After the start, load never waits too long.");
        ViolationsOf(Run(6), Run(4)).ShouldBe("Load waits too long for 1 min in 10 min, and never with 6 nodes.");
        ViolationsOf(Run(7), Run(8), Run(9)).ShouldBe("After the start, load never waits too long with 7 nodes or 8 nodes.");

        static string ViolationsOf(params BacktestReport[] reports) =>
            VerdictOf(reports).Sentence[(VerdictOf(reports).Sentence.IndexOf(". ", StringComparison.Ordinal) + 2)..];
    }

    [Fact]
    public void A_dominated_policy_is_named_and_a_baseline_never_wins()
    {
        ChartVerdict verdict = VerdictOf([.. Backtest.Compare(Fixed(6), Load, Model, "six"), Run(7)]);

        verdict.Sentence.ShouldStartWith("six is the cheapest: 55.00, ");
        verdict.Findings.ShouldContain("six costs less than 7 nodes and has no more time in violation.");
        VerdictOf([.. Backtest.Compare(Fixed(5), Load, Model).Skip(1)])
            .Sentence.ShouldBe("There is no policy to compare: only baselines were run.");
    }

    [Fact]
    public void Many_changes_idle_nodes_and_superfluous_requests_are_findings()
    {
        VerdictOf([Run(40)])
            .Findings.ShouldContain(
                "check: 40 nodes changes its size 144 times a day, requests up to 40 nodes where at most 3 are needed, keeps its nodes only 8.2 % busy."
            );
    }

    [Fact]
    public void Goals_pass_or_fail_before_the_cost_is_compared()
    {
        BacktestReport[] reports = [Run(4), Run(6)];

        ChartVerdict passed = BacktestPage.Create("page", reports, new BacktestGoals { MaxViolationPercent = 45 }).Verdict!;
        passed.IsPassed.ShouldBe(true);
        passed.Sentence.ShouldBe("6 nodes meets all goals: 55.00.");
        passed.Note.ShouldEndWith(" Goals: at most 45 % of the steps are violations. They include the violations at the start.");
        passed.Findings[0].ShouldBe("fail: 4 nodes: 50 % of the steps are violations, above the goal of 45.");
        ChartVerdict missed = BacktestPage.Create("page", reports, new BacktestGoals { MaxCost = 1 }).Verdict!;
        missed.IsPassed.ShouldBe(false);
        missed.Sentence.ShouldBe("No policy meets all goals.");
    }

    [Fact]
    public void Several_loads_have_no_common_cost()
    {
        VerdictOf([Run(4), Run(5), Backtest.Run(Fixed(5), Load with { Name = "other" }, Model, "5 nodes")])
            .Sentence.ShouldBe("Cheapest policy: 4 nodes for 1 of 2 loads, 5 nodes for 1 of 2 loads.");
    }

    private static FixedSizing Fixed(int size) => new() { Size = size };

    private static BacktestReport Run(int size) => Backtest.Run(Fixed(size), Load, Model, $"{size} nodes");

    private static BacktestReport Named(int size, string name) => Backtest.Run(Fixed(size), Load, Model, name);

    private static ChartVerdict VerdictOf(IEnumerable<BacktestReport> reports) => BacktestPage.Create("page", reports).Verdict!;
}
