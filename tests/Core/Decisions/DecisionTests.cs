namespace Sdk.Tests.Decisions;

public class DecisionTests
{
    private static readonly DateTimeOffset Noon = new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DecisionRule Share = new("share", "ceil(load / target)", ["load", "target"], input =>
        Math.Ceiling(input.A / input.B)
    );

    [Fact]
    public void The_reason_of_a_decision_includes_the_formula_and_its_inputs()
    {
        Decision decision = Decision.FromRule(Noon, 3, Share, new(350, 50)).Within(1, 6);

        decision.ToString().ShouldBe("3 -> 6: share: ceil(load / target) = 7 with load 350, target 50; lowered to the maximum: 6");
    }

    [Fact]
    public void The_explanation_tree_shows_the_uncorrected_size()
    {
        Decision decision = Decision.FromRule(Noon, 3, Share, new(350, 50)).Within(1, 6);

        decision.UncorrectedSize.ShouldBe(7);
        decision
            .Explain()
            .ToString()
            .ShouldBe(
                "share = 6\n  size before = 3\n  ceil(load / target) = 7\n    load = 350\n    target = 50\n  lowered to the maximum = 6\n    would have been = 7\n"
            );
    }

    [Fact]
    public void A_formula_that_yields_NaN_holds_the_size()
    {
        Decision decision = Decision.FromRule(Noon, 3, Share, new(0, 0));

        decision.To.ShouldBe(3);
        decision.Cause.ShouldBe(DecisionCause.NotANumber);
    }

    [Fact]
    public void A_decision_with_ten_corrections_keeps_the_last_value()
    {
        Decision decision = Decision.Hold(Noon, 3);
        for (int size = 4; size < 14; size++)
        {
            decision = decision.Because(DecisionCause.Schedule, size);
        }

        decision.To.ShouldBe(13);
        decision.Cause.ShouldBe(DecisionCause.MultipleCauses);
        decision.Explain().Parts[^1].Value.ShouldBe(13);
    }

    [Fact]
    public void The_upper_bound_wins_over_the_lower() => Decision.Hold(Noon, 3).Within(9, 5).To.ShouldBe(5);

    [Fact]
    public void An_infinite_result_is_clamped_to_the_largest_size() =>
        Decision.FromRule(Noon, 3, Share, new(1, 0)).To.ShouldBe(int.MaxValue);
}
