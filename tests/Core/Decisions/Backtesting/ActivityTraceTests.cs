namespace Sdk.Tests.Decisions.Backtesting;

/// <summary>
/// Recorded scaling activities (EC2 Auto Scaling API reference, DescribeScalingActivities and Activity).
/// </summary>
public class ActivityTraceTests
{
    [Theory]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    [InlineData("PendingSpotBidPlacement")]
    [InlineData("WaitingForSpotInstanceRequestId")]
    [InlineData("WaitingForSpotInstanceId")]
    [InlineData("WaitingForInstanceId")]
    [InlineData("PreInService")]
    [InlineData("InProgress")]
    [InlineData("WaitingForELBConnectionDraining")]
    [InlineData("MidLifecycleAction")]
    [InlineData("WaitingForInstanceWarmup")]
    [InlineData("WaitingForConnectionDraining")]
    [InlineData("WaitingForInPlaceUpdateToStart")]
    [InlineData("WaitingForInPlaceUpdateToFinalize")]
    [InlineData("InPlaceUpdateInProgress")]
    public void Activities_that_were_not_successful_do_not_change_the_size(string status)
    {
        string other = Activity("00:02:10", status, "from 2 to 9");

        Read(Activity("00:01:10", "Successful", "from 1 to 2"), other, Activity("00:03:10", "Successful", "from 2 to 3"))
            .Values.ShouldBe([1, 2, 2, 3]);
        Refused(other).Message.ShouldBe("none changes the size");
    }

    [Fact]
    public void An_activity_without_a_status_changes_the_size() =>
        Read("""{"StartTime":"2026-01-01T00:00:30Z","Cause":"from 1 to 2"}""").Values.ShouldBe([1, 2]);

    [Theory]
    [InlineData("\"Succeeded\"", "'Succeeded' is not a status")]
    [InlineData("\"successful\"", "'successful' is not a status")]
    [InlineData("[]", "'' is not a status")]
    [InlineData("7", "'7' is not a status")]
    public void An_unknown_activity_status_is_rejected_with_its_line(string status, string found)
    {
        Problem problem = Refused(
            Activity("00:01:10", "Successful", "from 1 to 2"),
            $$"""{"StartTime":"2026-01-01T00:02:10Z","StatusCode":{{status}},"Cause":"from 2 to 9"}"""
        );

        problem.Message.ShouldBe(found);
        problem.Field.ShouldBe("Activities[1].StatusCode");
        problem.Position.Line.ShouldBe(3);
        problem.Advice.ShouldContain("Successful");
    }

    [Fact]
    public void Activities_are_read_in_any_order_with_or_without_an_end_time()
    {
        string[] activities =
        [
            Activity("00:01:10", "Successful", "from 1 to 2"),
            Activity("00:02:10", "Successful", "from 2 to 4", "\"EndTime\":\"2026-01-01T00:05:00Z\","),
            Activity("00:03:10", "Failed", "from 4 to 7", "\"EndTime\":\"2026-01-01T00:03:11Z\","),
            Activity("00:04:10", "Successful", "from 4 to 3"),
        ];

        foreach (int[] order in new int[][] { [0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2] })
        {
            Read([.. order.Select(index => activities[index])]).Values.ShouldBe([1, 2, 4, 4, 3]);
        }
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public void Activities_with_equal_timestamps_are_chained_regardless_of_their_order(params int[] order)
    {
        string[] activities = ["from 1 to 2", "from 2 to 3", "from 1 to 2"];

        Read([.. order.Select(index => Activity("00:00:30", "Successful", activities[index]))]).Values.ShouldBe([1, 3]);
    }

    /// <summary>The cause is from a real group (EKS Workshop of AWS), with another desired number.</summary>
    [Fact]
    public void The_actual_capacity_in_a_cause_takes_precedence_over_the_desired_capacity() =>
        Read(
            Activity(
                "00:00:30",
                "Successful",
                "At 2024-10-09T14:59:26Z a user request update of AutoScalingGroup constraints to min: 0, max: 5, desired: 3 changing the desired capacity from 2 to 3.  At 2024-10-09T14:59:36Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 3."
            )
        )
            .Values.ShouldBe([1, 3]);

    [Fact]
    public void An_instance_replacement_does_not_change_the_size() =>
        Read(
            Activity("00:00:30", "Successful", "from 1 to 2"),
            Activity(
                "00:01:30",
                "Successful",
                "At 2026-01-01T00:01:30Z an instance was launched in response to an unhealthy instance needing to be replaced."
            )
        )
            .Values.ShouldBe([1, 2]);

    [Fact]
    public void All_problems_of_an_activity_list_are_reported_with_their_lines()
    {
        DecisionException refused = Should.Throw<DecisionException>(() =>
            Read(
                Activity("00:00:30", "Successful", "from 1 to 2", "\"AutoScalingGroupName\":\"a\","),
                Activity("25:00:30", "Succesful", "from 1 to 2", "\"AutoScalingGroupName\":\"b\","),
                "7"
            )
        );

        refused
            .Problems.Select(problem => (problem.Position.Line, problem.Field))
            .ShouldBe(
                [
                    (3, "Activities[1].AutoScalingGroupName"),
                    (3, "Activities[1].StatusCode"),
                    (3, "Activities[1].StartTime"),
                    (4, "Activities[2].StartTime"),
                ],
                ignoreOrder: true
            );
        refused.Problems.Select(problem => problem.Message).ShouldContain("'b' is another group than 'a'");
    }

    private static string Activity(string time, string status, string cause, string more = "") =>
        $$"""{"StartTime":"2026-01-01T{{time}}Z",{{more}}"StatusCode":"{{status}}","Cause":"{{cause}}"}""";

    private static LoadTrace Read(params string[] activities) =>
        TraceReader.ParseActivities(Encoding.UTF8.GetBytes($"{{\"Activities\":[\n{string.Join(",\n", activities)}]}}"));

    private static Problem Refused(params string[] activities) =>
        Should.Throw<DecisionException>(() => Read(activities)).Problems.ShouldHaveSingleItem();
}
