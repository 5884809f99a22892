namespace Simulation.Tests.Models;

/// <summary>Draws of duration models. Expected quantiles are those of the textbook distributions.</summary>
public class DurationTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Uniform_draws_stay_within_their_bounds_and_fill_them()
    {
        double[] drawn = Draw(DurationModel.Uniform(Seconds(20), Seconds(80)));

        drawn.Min().ShouldBe(20, 0.1);
        drawn.Max().ShouldBe(80, 0.1);
        drawn.Average().ShouldBe(50, 0.5);
    }

    [Fact]
    public void Normal_draws_have_their_mean_and_stay_within_their_bounds()
    {
        double[] drawn = Draw(DurationModel.Normal(Seconds(40), Seconds(10), Seconds(10), Seconds(70)));

        drawn.Average().ShouldBe(40, 0.3);
        drawn.Min().ShouldBeGreaterThanOrEqualTo(10);
        drawn.Max().ShouldBeLessThanOrEqualTo(70);
        // 68.3 % lie within one standard deviation; truncation at three changes that by 0.2 %.
        (drawn.Count(value => Math.Abs(value - 40) < 10) / (double)Draws).ShouldBe(0.684, 0.01);
    }

    [Fact]
    public void Normal_draws_with_bounds_in_a_far_tail_return_the_nearer_bound() =>
        Draw(DurationModel.Normal(Seconds(1), TimeSpan.FromMilliseconds(1), Seconds(50), Seconds(60))).ShouldAllBe(value => value == 50);

    [Fact]
    public void Half_of_the_log_normal_draws_are_below_the_median()
    {
        double[] drawn = Draw(DurationModel.LogNormal(Seconds(30), 0.25));

        // exp(0.25 * -1.2816) and exp(0.25 * 1.2816): the first and last decile.
        Quantile(drawn, 0.5).ShouldBe(30, 0.3);
        Quantile(drawn, 0.1).ShouldBe(30 * 0.7259, 0.3);
        Quantile(drawn, 0.9).ShouldBe(30 * 1.3777, 0.5);
    }

    [Fact]
    public void Exponential_draws_have_their_mean_and_median()
    {
        double[] drawn = Draw(DurationModel.Exponential(Seconds(100)));

        drawn.Average().ShouldBe(100, 2.5);
        Quantile(drawn, 0.5).ShouldBe(69.31, 2);
    }

    [Fact]
    public void Empirical_draws_return_the_given_samples() =>
        Draw(DurationModel.Empirical(Seconds(3), Seconds(1), Seconds(3))).Distinct().Order().ShouldBe([1, 3]);

    [Fact]
    public void Invalid_durations_are_rejected()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => DurationModel.Fixed(Seconds(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => DurationModel.Uniform(Seconds(2), Seconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => DurationModel.LogNormal(Seconds(1), double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => DurationModel.Empirical());
    }

    [Fact]
    public void Models_of_equal_content_are_equal() =>
        DurationModel.Empirical(Seconds(1), Seconds(2)).ShouldBe(DurationModel.Empirical(Seconds(1), Seconds(2)));

    private static double[] Draw(DurationModel model)
    {
        StableRandom random = new(11);
        return [.. Enumerable.Range(0, Draws).Select(_ => model.Sample(random).TotalSeconds)];
    }

    private static double Quantile(double[] values, double share) => values.Order().ElementAt((int)(values.Length * share));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
