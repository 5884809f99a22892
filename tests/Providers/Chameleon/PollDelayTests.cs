using Scalewright.Providers.Chameleon.Nodes;

namespace Chameleon.Tests;

public sealed class PollDelayTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PeriodMax = TimeSpan.FromSeconds(45);

    [Theory, InlineData(1, 5), InlineData(2, 10), InlineData(9, 45), InlineData(10, 45), InlineData(int.MaxValue, 45)]
    public void Poll_delays_increase_by_five_seconds_up_to_forty_five(int look, int seconds) =>
        PollDelays.After(look, null, Period, PeriodMax).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory, InlineData(3600, 90), InlineData(91, 90), InlineData(89, 89), InlineData(7, 7), InlineData(0, 15), InlineData(-5, 15)]
    public void A_poll_delay_never_extends_past_a_known_start(int left, int seconds) =>
        PollDelays.After(3, TimeSpan.FromSeconds(left), Period, PeriodMax).ShouldBe(TimeSpan.FromSeconds(seconds));
}
