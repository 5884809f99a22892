namespace Sdk.Tests.Decisions;

public class PolicyLawTests
{
    private static readonly double[] Absurd =
    [
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        -1,
        -1e300,
        1e300,
        double.MaxValue,
    ];

    private static Arbitrary<int[]> Loads => Gen.Choose(0, 120).ArrayOf(60).ToArbitrary();

    [Fact]
    public void No_policy_scales_out_while_its_metric_is_below_the_target() =>
        Prop.ForAll(Gen.Choose(0, 49).ArrayOf(60).ToArbitrary(), loads =>
                PolicySamples.Reactive.All(policy =>
                    PolicySamples.Run(policy, Readings(loads)).TrueForAll(decision => decision.To <= decision.From)
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_size_stays_within_its_bounds() =>
        Prop.ForAll(Loads, loads =>
                PolicySamples.All.All(policy =>
                    PolicySamples
                        .Run(policy, Readings(loads))
                        .TrueForAll(decision => decision.To is >= PolicySamples.NodesMin and <= PolicySamples.NodesMax)
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_last_value_of_an_explanation_is_the_decided_size() =>
        Prop.ForAll(Loads, loads =>
                PolicySamples.All.All(policy =>
                    PolicySamples
                        .Run(policy, Readings(loads))
                        .TrueForAll(decision =>
                            decision.Explain().Parts[^1].Value == decision.To
                            && decision.Explain().Value == decision.To
                            && decision.Reason.Length > 0
                        )
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_readings_give_the_same_decisions() =>
        Prop.ForAll(Loads, loads =>
                PolicySamples.All.All(policy =>
                    PolicySamples.Run(policy, Readings(loads)).SequenceEqual(PolicySamples.Run(policy, Readings(loads)))
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_scaling_direction_reverses_at_most_twice_within_a_cooldown() =>
        Prop.ForAll(Loads, loads =>
            {
                int[] changes =
                [
                    .. PolicySamples
                        .Run(PolicySamples.Reactive[0], Readings(loads))
                        .Select(decision => Math.Sign(decision.To - decision.From)),
                ];
                const int TicksPerCooldown = 6;
                return Enumerable
                    .Range(0, changes.Length - TicksPerCooldown + 1)
                    .All(start => Turns(changes.AsSpan(start, TicksPerCooldown)) <= 2);
            })
            .QuickCheckThrowOnFailure();

    /// <summary>Scale-out waits for the cooldown of the last scale-out, scale-in for that of any change.</summary>
    [Fact]
    public void An_engine_reverses_direction_at_most_once_within_a_cooldown_under_any_policy() =>
        Prop.ForAll(Loads, Gen.Choose(PolicySamples.NodesMin, PolicySamples.NodesMax).ToArbitrary(), (loads, size) => PolicySamples.All.All(
                    policy =>
                    {
                        const int TicksPerCooldown = 6;
                        ISizingPolicy sizing = DecisionEngine
                            .Create("pool")
                            .UseSizing(policy)
                            .WithBounds(PolicySamples.NodesMin, PolicySamples.NodesMax)
                            .WithCooldown(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60))
                            .Build()
                            .Sizing;
                        int[] changes =
                        [
                            .. PolicySamples.Run(sizing, Readings(loads), size).Select(decision => Math.Sign(decision.To - decision.From)),
                        ];
                        return Enumerable
                            .Range(0, Math.Max(0, changes.Length - TicksPerCooldown + 1))
                            .All(start =>
                                changes.AsSpan(start, TicksPerCooldown) is var window
                                && Turns(window) <= 1
                                && window.Count(1) <= 1
                                && window.Count(-1) <= 1
                            );
                    }
                ))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Invalid_or_extreme_readings_hold_the_size()
    {
        foreach (ISizingPolicy policy in PolicySamples.Reactive)
        {
            PolicySamples.Run(policy, PolicySamples.Loads(Absurd)).ShouldAllBe(decision => decision.To == decision.From, policy.ToString());
        }
    }

    [Fact]
    public void No_policy_throws_on_valid_readings_between_invalid_or_extreme_ones() =>
        Prop.ForAll(Loads, loads =>
                PolicySamples.All.All(policy =>
                    PolicySamples
                        .Run(policy, PolicySamples.Loads(loads.SelectMany(load => new[] { load, Absurd[load % Absurd.Length] })))
                        .TrueForAll(decision => decision.To >= 0)
                )
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(MetricState.Missing, DecisionCause.MetricMissing)]
    [InlineData(MetricState.Stale, DecisionCause.MetricStale)]
    [InlineData(MetricState.Failed, DecisionCause.MetricFailed)]
    public void A_metric_that_is_not_fresh_holds_the_size_and_is_the_cause(MetricState state, DecisionCause cause)
    {
        MetricReading reading = MetricReading.FromValue("load", 100) with { State = state };

        List<Decision> decisions = PolicySamples.Run(PolicySamples.Reactive[0], [reading]);

        decisions[0].To.ShouldBe(decisions[0].From);
        decisions[0].Cause.ShouldBe(cause);
    }

    [Fact]
    public void A_decision_allocates_no_memory()
    {
        foreach (ISizingPolicy policy in PolicySamples.All)
        {
            AllocatedBy(policy, 100);

            // Allocations of the code under test recur. Those of the runtime when it recompiles the code do not.
            Enumerable.Range(0, 3).Min(_ => AllocatedBy(policy, 1000)).ShouldBe(0, policy.ToString());
        }
    }

    [Fact]
    public void The_sample_policies_have_valid_options() => PolicySamples.All.SelectMany(policy => policy.Check()).ShouldBeEmpty();

    private static long AllocatedBy(ISizingPolicy policy, int count)
    {
        long[] state = new long[policy.StateLength];
        MetricReading[] metrics = [MetricReading.FromValue("load", 80)];
        DateTimeOffset now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int tick = 0; tick < count; tick++)
        {
            now += TimeSpan.FromSeconds(10);
            policy.Decide(
                new()
                {
                    Timestamp = now,
                    DesiredCount = 4,
                    ReadyCount = 4,
                    Metrics = metrics,
                },
                state
            );
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int Turns(ReadOnlySpan<int> changes)
    {
        (int turns, int last) = (0, 0);
        foreach (int change in changes)
        {
            turns += change != 0 && last != 0 && change != last ? 1 : 0;
            last = change != 0 ? change : last;
        }

        return turns;
    }

    private static IEnumerable<MetricReading> Readings(int[] loads) => PolicySamples.Loads(loads.Select(load => (double)load));
}
