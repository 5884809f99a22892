namespace Sdk.Tests.Clusters;

/// <summary>Restart delays of 1, 2, 4 … 60 s with jitter, and failure at the fifth exit: row F-PROC-07.</summary>
public class RestartPolicyTests
{
    private static readonly RestartPolicy Patient = new() { MaxExits = 100 };

    [
        Theory,
        InlineData(1, 1),
        InlineData(2, 2),
        InlineData(3, 4),
        InlineData(4, 8),
        InlineData(6, 32),
        InlineData(7, 60),
        InlineData(90, 60)
    ]
    public void F_PROC_07_restart_delays_double_up_to_a_minute(int ends, int seconds) =>
        Patient.Decide(Ends(ends), 0).Delay.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory, InlineData(4, false), InlineData(5, true), InlineData(6, true)]
    public void F_PROC_07_the_fifth_exit_marks_the_node_as_failed(int ends, bool givesUp) =>
        new RestartPolicy().Decide(Ends(ends), 0).IsNodeFailed.ShouldBe(givesUp);

    [Fact]
    public void F_PROC_07_an_exit_counts_for_ten_minutes()
    {
        ValueList<TimeSpan> ages =
        [
            TimeSpan.FromMinutes(11),
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(9.9),
            TimeSpan.FromMinutes(1),
            TimeSpan.Zero,
        ];

        new RestartPolicy().Decide(ages, 0).ShouldBe(new RestartDecision(3, false, TimeSpan.FromSeconds(4)));
    }

    [Fact]
    public void F_PROC_07_jitter_shortens_a_delay_by_at_most_a_fifth() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), (ends, chance) =>
            {
                ValueList<TimeSpan> ages = Ends(1 + (ends % 50));
                double part = Patient.Decide(ages, chance / 255.0).Delay / Patient.Decide(ages, 0).Delay;
                return part is >= 0.8 - 1e-9 and <= 1;
            })
            .QuickCheckThrowOnFailure();

    private static ValueList<TimeSpan> Ends(int count) =>
        Enumerable.Range(0, count).Select(index => TimeSpan.FromSeconds(index)).ToValueList();
}
