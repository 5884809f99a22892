namespace Sdk.Tests.Decisions;

/// <summary>
/// Groups with several policies. Expected sizes follow from the EC2 Auto Scaling User Guide, by hand.
/// </summary>
public class AwsGroupSizingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TargetTrackingSizing Cpu = new()
    {
        Metric = "cpu",
        Target = 50,
        ScaleOutDatapoints = 1,
        ScaleInDatapoints = 2,
    };

    private static readonly TargetTrackingSizing Requests = new()
    {
        Metric = "requests",
        Target = 100,
        ScaleOutDatapoints = 1,
        ScaleInDatapoints = 2,
    };

    private static readonly StepSizing Surge = new()
    {
        Metric = "cpu",
        Threshold = 80,
        Steps = [new(0, null, 5)],
    };

    /// <summary>
    /// EC2 Auto Scaling User Guide: only policies "with the scale-in portion enabled" are considered.
    /// </summary>
    [Fact]
    public void A_policy_with_scale_in_disabled_does_not_block_scale_in_by_others()
    {
        AwsGroupSizing group = new()
        {
            Policies =
            [
                new TargetTrackingSizing
                {
                    Metric = "cpu",
                    Target = 50,
                    DisableScaleIn = true,
                },
                new TargetTrackingSizing { Metric = "requests", Target = 50 },
            ],
        };
        long[] state = new long[group.StateLength];
        int size = 10;
        for (int minute = 0; minute < 60; minute++)
        {
            size = group
                .Decide(
                    new()
                    {
                        Timestamp = DateTimeOffset.UnixEpoch.AddMinutes(minute),
                        DesiredCount = size,
                        ReadyCount = size,
                        Metrics = new[] { MetricReading.FromValue("cpu", 5), MetricReading.FromValue("requests", 5) },
                    },
                    state
                )
                .To;
        }

        size.ShouldBe(1);
    }

    [Fact]
    public void The_largest_scale_out_wins_and_counts_the_outvoted_policies()
    {
        Decision decision = Run([Cpu, Requests, Surge], 4, (90, 125))[0];

        // ceil(4 * 90 / 50) = 8, ceil(4 * 125 / 100) = 5, 4 + 5 = 9.
        decision.To.ShouldBe(9);
        decision.Rule.Name.ShouldBe("step scaling");
        decision.Outvoted.TotalCount.ShouldBe(2);
    }

    [Fact]
    public void Scale_out_takes_precedence_over_scale_in() =>
        Run([Cpu, Requests], 4, (10, 100), (10, 150))[^1].To.ShouldBe(6, "ceil(4 * 150 / 100)");

    [Fact]
    public void A_group_scales_in_only_when_all_target_tracking_policies_agree()
    {
        List<Decision> decisions = Run([Cpu, Requests], 8, (10, 95), (10, 95), (10, 95), (10, 50), (10, 50));

        decisions.Select(decision => decision.To).ShouldBe([8, 8, 8, 8, 4], "ceil(8 * 10 / 50) = 2 and ceil(8 * 50 / 100) = 4: the larger");
        decisions[1].Cause.ShouldBe(DecisionCause.Veto);
        decisions[1].UncorrectedSize.ShouldBe(2);
    }

    [Fact]
    public void A_vetoed_scale_in_starts_no_cooldown()
    {
        TargetTrackingSizing patient = Cpu with { ScaleInCooldown = TimeSpan.FromHours(1) };

        List<Decision> decisions = Run([patient, Requests], 8, (10, 95), (10, 95), (10, 50), (10, 50));

        decisions[^1].To.ShouldBe(4);
    }

    [Fact]
    public void A_policy_with_a_missing_metric_prevents_scale_in()
    {
        AwsGroupSizing group = new() { Policies = [Cpu with { ScaleInDatapoints = 1 }, Requests] };

        Decision decision = group.Decide(
            new()
            {
                Timestamp = DateTimeOffset.UnixEpoch,
                DesiredCount = 5,
                Metrics = new[] { MetricReading.FromValue("cpu", 1) },
            },
            new long[group.StateLength]
        );

        decision.To.ShouldBe(5);
    }

    [Fact]
    public void A_scale_in_without_target_tracking_keeps_the_largest_proposed_size()
    {
        SimpleSizing two = new()
        {
            Metric = "cpu",
            Threshold = 20,
            Comparison = ThresholdComparison.LessThanThreshold,
            Adjustment = new(AdjustmentType.ChangeInCapacity, -2),
        };
        SimpleSizing one = two with { Adjustment = new(AdjustmentType.ChangeInCapacity, -1) };

        Run([two, one], 5, (10, 0))[0].To.ShouldBe(4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void A_group_without_policies_or_with_more_than_50_is_rejected(int count) =>
        new AwsGroupSizing { Policies = Enumerable.Repeat<ISizingPolicy>(Cpu, count).ToValueList() }
            .Check()
            .ShouldHaveSingleItem()
            .Field.ShouldBe("Policies");

    private static List<Decision> Run(ISizingPolicy[] policies, int size, params (double Cpu, double Requests)[] minutes)
    {
        AwsGroupSizing group = new() { Policies = [.. policies] };
        long[] state = new long[group.StateLength];
        List<Decision> decisions = [];
        DateTimeOffset at = DateTimeOffset.UnixEpoch;
        foreach ((double cpu, double requests) in minutes)
        {
            at += Minute;
            MetricReading[] metrics = [MetricReading.FromValue("cpu", cpu), MetricReading.FromValue("requests", requests)];
            Decision decision = group.Decide(
                new()
                {
                    Timestamp = at,
                    DesiredCount = size,
                    ReadyCount = size,
                    Metrics = metrics,
                },
                state
            );
            decisions.Add(decision);
            size = decision.To;
        }

        return decisions;
    }
}
