namespace Sdk.Tests.Decisions.Backtesting;

public class EstimateTests
{
    // Student's t for 95 % and one degree of freedom is 12.706: half the width is 12.706 * sqrt(0.5) / sqrt(2).
    [Fact]
    public void Two_figures_have_a_margin() => Estimate.FromSamples([1, 2]).ToString().ShouldBe("1.5 ± 6.35");

    [Fact]
    public void A_single_figure_has_none_and_says_nothing_of_it() => Estimate.FromSamples([1.5]).ToString().ShouldBe("1.5");
}
