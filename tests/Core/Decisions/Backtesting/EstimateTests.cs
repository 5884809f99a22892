namespace Sdk.Tests.Decisions.Backtesting;

public class EstimateTests
{
    // Student's t for 95 % and one degree of freedom is 12.706: half the width is 12.706 * sqrt(0.5) / sqrt(2).
    [Fact]
    public void An_estimate_of_two_samples_shows_a_margin() => Estimate.FromSamples([1, 2]).ToString().ShouldBe("1.5 ± 6.35");

    [Fact]
    public void An_estimate_of_one_sample_shows_no_margin() => Estimate.FromSamples([1.5]).ToString().ShouldBe("1.5");
}
