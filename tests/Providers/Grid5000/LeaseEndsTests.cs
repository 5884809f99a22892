namespace Grid5000.Tests;

public sealed class LeaseEndsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

    [
        Theory,
        InlineData(60, 49, false),
        InlineData(60, 50, true),
        InlineData(60, 61, true),
        InlineData(8, 0, false),
        InlineData(8, 3, false),
        InlineData(8, 4, true)
    ]
    public void A_lease_end_is_reported_ten_minutes_before_or_in_the_second_half_of_a_short_lease(int minutes, int passed, bool isTold)
    {
        DateTimeOffset end = Start.AddMinutes(minutes);

        LeaseExpiry.GetReportedEnd(Start, end, TimeSpan.FromMinutes(10), Start.AddMinutes(passed)).ShouldBe(isTold ? end : null);
    }

    [Fact]
    public void An_unknown_lease_end_is_not_reported() =>
        LeaseExpiry.GetReportedEnd(Start, null, TimeSpan.FromMinutes(10), Start).ShouldBeNull();
}
