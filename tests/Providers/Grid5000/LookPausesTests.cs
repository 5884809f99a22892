namespace Grid5000.Tests;

public sealed class LookPausesTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PeriodMax = TimeSpan.FromSeconds(45);

    [Theory, InlineData(1, 5), InlineData(2, 10), InlineData(9, 45), InlineData(10, 45), InlineData(int.MaxValue, 45)]
    public void Pauses_grow_by_five_seconds_up_to_forty_five(int look, int seconds) => PollDelays.After(look, null, Period, PeriodMax).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory, InlineData(3600, 90), InlineData(91, 90), InlineData(89, 89), InlineData(7, 7), InlineData(0, 15), InlineData(-5, 15)]
    public void A_start_that_is_known_is_waited_for_and_never_passed(int left, int seconds) =>
        PollDelays.After(3, TimeSpan.FromSeconds(left), Period, PeriodMax).ShouldBe(TimeSpan.FromSeconds(seconds));
}
